// SPDX-License-Identifier: EUPL-1.2
//
// The list of methods: filters together, nothing left, another order, as a table, on paper.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { withPortal } from "./support/browser.mjs";
import { methodLinks } from "./support/finder.mjs";

const check = withPortal();
const methods = (page) => methodLinks(page, ".rl-methods > li h3 a");
const number = (text) => Number(/\d+/.exec(text)[0]);

// The filters as they stand: where each leads, and how many methods it promises.
const filters = (page) => page.$$eval("main .rl-filter a", (all) => all.map((link) => ({
	href: link.getAttribute("href"),
	key: link.closest(".rl-filter").querySelector("h2").id,
	count: Number(link.querySelector(".rl-count").lastChild.textContent),
	chosen: link.getAttribute("aria-current") === "true",
})));

for (const javaScriptEnabled of [true, false])
	check(`filters combine, and each number is what one gets${javaScriptEnabled ? "" : " (without scripts)"}`, async ({ portal, open }) => {
		const page = await open({ javaScriptEnabled });
		await page.goto(await portal.url("sv", "/methods"));
		const all = await methods(page);
		let before = all;
		const keys = [];
		for (let step = 0; step < 3; step++) {
			const offered = (await filters(page)).filter((one) => !one.chosen && !keys.includes(one.key));
			assert.ok(offered.every((one) => one.count > 0), "nothing is offered that would give nothing");
			const next = offered.filter((one) => one.count < before.length).sort((a, b) => b.count - a.count)[step];
			await page.click(`main .rl-filter a[href="${next.href}"]`);
			keys.push(next.key);
			const now = await methods(page);
			assert.equal(now.length, next.count, next.href);
			assert.ok(now.every((method) => before.includes(method)), "another filter only takes away");
			assert.equal(number(await page.locator(".rl-list-head h2").innerText()), now.length);
			assert.equal(await page.locator(".rl-chosen__remove").count(), step + 1);
			assert.deepEqual((await filters(page)).filter((one) => one.chosen).map((one) => one.key).sort(), [...keys].sort());
			before = now;
		}

		// Another order of the same; the filters stay.
		const order = page.locator(".rl-list-head details");
		await order.locator("summary").click();
		await order.locator("a").nth(1).click();
		const sorted = await methods(page);
		assert.deepEqual([...sorted].sort(), [...before].sort());
		assert.equal(await page.locator(".rl-chosen__remove").count(), 3);

		await page.locator(".rl-chosen__remove").first().click();
		assert.ok((await methods(page)).length >= before.length);
		await page.locator(".rl-chosen li:last-child a").click();
		assert.deepEqual(await methods(page), all);
	});

check("nothing left: it says which filter to give up", async ({ portal, open }) => {
	const page = await open();
	await page.goto(await portal.url("sv", "/methods?level=inform&purpose=prioritise-budget&phase=follow-up"));
	assert.deepEqual(await methods(page), []);
	const empty = page.url();
	const advice = await page.$$eval("main .rl-prose .rl-links a", (all) => all.map((link) => [link.getAttribute("href"), link.querySelector(".rl-count").innerText]));
	assert.ok(advice.length);
	for (const [href, count] of advice) {
		await page.click(`main .rl-prose .rl-links a[href="${href}"]`);
		assert.equal((await methods(page)).length, number(count));
		assert.equal(await page.locator(".rl-chosen__remove").count(), 2, "the other filters stay");
		await page.goto(empty);
	}
	// Where no single filter is enough it promises nothing, and offers to begin again.
	await page.goto(await portal.url("sv", "/methods?purpose=evaluate-service&cost=4&conflict=strong&level=codecide"));
	assert.deepEqual(await methods(page), []);
	assert.equal(await page.locator("main .rl-prose .rl-links").count(), 0);
	await page.locator("main .rl-prose a").first().click();
	assert.ok((await methods(page)).length > 50);
});

check("the list as a table for a spreadsheet holds what the page shows", async ({ portal, open }) => {
	const page = await open();
	for (const language of ["sv", "en"]) {
		await page.goto(await portal.url(language, "/methods?level=dialogue&cost=2&sort=hours"));
		const names = await page.$$eval(".rl-methods > li h3 a", (all) => all.map((link) => link.textContent));
		assert.ok(names.length > 3);
		const [download] = await Promise.all([page.waitForEvent("download"), page.click("main a[download]")]);
		assert.match(download.suggestedFilename(), /\.csv$/);
		const text = await readFile(await download.path(), "utf8");
		assert.equal(text[0], "\uFEFF", "marked as UTF-8, for å, ä and ö in spreadsheets");
		const rows = text.slice(1).trimEnd().split("\r\n");
		assert.equal(rows.length, names.length + 1, "a head, and a line for each");
		names.forEach((name, i) => assert.ok(rows[i + 1].replace(/^"/, "").startsWith(name.replaceAll('"', '""')), `${name} in line ${i + 1}`));
	}
});

check("on paper: the methods, without what only works on a screen", async ({ portal, open }) => {
	const page = await open();
	await page.goto(await portal.url("sv", "/methods?level=codecide"));
	await page.evaluate(() => (window.print = () => (window.printed = true)));
	await page.click("[data-print]");
	assert.equal(await page.evaluate(() => window.printed), true, "the button prints");
	const shown = (await methods(page)).length;
	await page.emulateMedia({ media: "print" });
	assert.equal(await page.locator(".rl-methods > li:visible h3 a:visible").count(), shown);
	assert.ok(await page.locator("h1").isVisible());
	assert.ok(await page.locator(".rl-chosen__remove").first().isVisible(), "the paper says which filter was on");
	for (const what of [".rl-nav", ".rl-crumbs", ".rl-filter a", ".rl-tick", "main button", ".rl-list-head details", "main a[download]"])
		assert.equal(await page.locator(`${what}:visible`).count(), 0, `${what} on paper`);

	// Suggestions on paper are worth little without the answers they rest on.
	await page.emulateMedia({ media: "screen" });
	await page.goto(await portal.url("sv", "/find-a-method/result?change=yes&open=yes&purpose=co-design&weeks=20"));
	const answers = page.locator(".rl-paper");
	assert.ok(await answers.isHidden());
	await page.emulateMedia({ media: "print" });
	assert.equal(await answers.locator("dt:visible").count(), 3, "what was answered, and not what was skipped");
});
