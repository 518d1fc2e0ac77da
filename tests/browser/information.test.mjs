// SPDX-License-Identifier: EUPL-1.2
//
// Where nothing can be influenced, the finder says so and suggests no dialogue.

import assert from "node:assert/strict";
import { withPortal } from "./support/browser.mjs";
import { fill, methodLinks, press } from "./support/finder.mjs";
import { pageData } from "./support/portal.mjs";

const check = withPortal();

for (const [said, gate] of [["nothing can change", { change: ["no"], open: ["yes"] }], ["those who decide are not open to it", { change: ["yes"], open: ["no"] }]])
	check(`${said}: information, and only methods that inform`, async ({ portal, open }) => {
		const page = await open();
		for (const language of ["sv", "en"]) {
			await page.goto(await portal.url(language, "/find-a-method"));
			await fill(page, gate);
			await press(page, "next");
			const query = `change=${gate.change}&open=${gate.open}`;
			assert.equal(page.url(), await portal.url(language, `/find-a-method/information?${query}`));

			// Honest: it says why and what to do instead before it lists anything, and nowhere
			// offers to go on with the questions.
			const headings = await page.$$eval("main :is(h1, h2, h3)", (all) => all.map((heading) => heading.localName));
			assert.ok(headings.indexOf("h3") >= 3, "reasons come before methods");
			assert.ok((await page.locator("main .rl-lead").innerText()).trim());
			assert.equal(await page.locator('main a[href*="question"], main progress, main form').count(), 0);

			// The words of codes are the same in the data; the English page has the source's.
			const links = await methodLinks(page, ".rl-methods > li h3 a");
			assert.ok(links.length >= 5, `${links.length} methods`);
			const inform = (await pageData(await portal.url(language, "/"))).levels[0];
			const informing = (await pageData(new URL(inform.url, portal.origin))).methods.map((method) => method.url);
			for (const link of links) {
				const method = await pageData(portal.origin + link);
				assert.ok(method.levels.includes(inform.label), `${link} informs`);
				assert.equal(method.needs_influence, false, `${link} works where nothing can be influenced`);
				assert.ok(informing.includes(link));
			}
			// There is a way back to the answers.
			await page.locator("main aside a").first().click();
			assert.ok(await page.locator(`[name=change][value=${gate.change}]`).isChecked());
			assert.ok(await page.locator(`[name=open][value=${gate.open}]`).isChecked());
		}
	});

check("the questions cannot be reached past the gate", async ({ portal, open }) => {
	const page = await open();
	const information = await portal.url("en", "/find-a-method/information?change=no&open=yes");
	for (const address of ["/find-a-method/question/3", "/find-a-method/answers", "/find-a-method/result"]) {
		await page.goto(`${portal.origin}/en${address}?change=no&open=yes`);
		assert.equal(page.url(), information, address);
		await page.goto(`${portal.origin}/en${address}`);
		assert.equal(new URL(page.url()).pathname, "/en/find-a-method", `${address} without answers`);
	}
});

check("not knowing lets one go on, with a reminder until the result", async ({ portal, open }) => {
	const page = await open();
	await page.goto(await portal.url("sv", "/find-a-method"));
	await fill(page, { change: ["partly"], open: ["unsure"] });
	await press(page, "next");
	const query = "change=partly&open=unsure";
	assert.equal(page.url(), await portal.url("sv", `/find-a-method/question/1?${query}`));
	for (const address of ["answers", "result"]) {
		await page.goto(await portal.url("sv", `/find-a-method/${address}?${query}`));
		assert.equal(await page.locator("aside .rl-panel--note").count(), 1);
	}
});
