// SPDX-License-Identifier: EUPL-1.2
//
// Examples: filtered, by place, and to and from the methods they used.

import assert from "node:assert/strict";
import { withPortal } from "./support/browser.mjs";
import { methodLinks } from "./support/finder.mjs";

const check = withPortal();
const examples = (page) => methodLinks(page, ".rl-methods > li h3 a");
const count = (link) => link.locator(".rl-count").evaluate((span) => Number(span.lastChild.textContent));

for (const javaScriptEnabled of [true, false])
	check(`by theme and year, and back to all${javaScriptEnabled ? "" : " (without scripts)"}`, async ({ portal, open }) => {
		const page = await open({ javaScriptEnabled });
		await page.goto(await portal.url("sv", "/examples"));
		const all = await examples(page);
		let before = all;
		for (const key of ["theme", "year"]) {
			const link = page.locator(`main .rl-filter a[href*="${key}="]`).first();
			const promised = await count(link);
			await link.click();
			const now = await examples(page);
			assert.equal(now.length, promised);
			assert.ok(now.every((one) => before.includes(one)));
			before = now;
		}
		assert.equal(await page.locator(".rl-chosen__remove").count(), 2);
		await page.locator(".rl-chosen__remove").first().click();
		assert.ok((await examples(page)).length >= before.length);
		await page.locator(".rl-chosen li:last-child a").click();
		assert.deepEqual(await examples(page), all);

		// A long list of filters lies in a fold, which opens without scripts.
		const fold = page.locator("main .rl-filter details").first();
		await fold.locator("summary").click();
		const method = fold.locator("a").first();
		const promised = await count(method);
		await method.click();
		assert.equal((await examples(page)).length, promised);
	});

check("by place: every example once, under its own place, places in alphabetical order", async ({ portal, open }) => {
	const page = await open();
	await page.goto(await portal.url("sv", "/examples"));
	const all = await examples(page);
	await page.locator(".rl-list-head summary").click();
	await page.click('.rl-list-head a[href*="by=place"]');
	assert.deepEqual((await examples(page)).sort(), [...all].sort());
	const places = await page.$$eval("main section:has(> .rl-methods) > h2", (all) => all.map((heading) => heading.innerText));
	assert.ok(places.length > 5);
	assert.deepEqual(places, [...places].sort(new Intl.Collator("sv").compare));
	const last = page.locator("main section:has(> .rl-methods)").last();
	await last.locator("h3 a").first().click();
	assert.ok((await page.locator(".rl-facts-row").innerText()).includes(places.at(-1)));
});

check("from an example to its method and back, made up and marked so", async ({ portal, open }) => {
	const page = await open();
	for (const language of ["sv", "en"]) {
		await page.goto(await portal.url(language, "/examples"));
		const marked = page.locator('.ds-tag[data-color="warning"]');
		assert.equal(await marked.count(), (await examples(page)).length, "each is marked in the list");
		const [first] = await examples(page);
		const title = await page.locator(".rl-methods > li h3 a").first().innerText();
		await page.locator(".rl-methods > li h3 a").first().click();
		assert.equal(await page.locator("h1").innerText(), title);
		assert.ok(await marked.count(), "and on its own page");
		const method = page.locator('section[aria-labelledby="methods"] h3 a').first();
		const name = await method.innerText();
		await method.click();
		assert.equal(await page.locator("h1").innerText(), name);
		const back = page.locator(`section[aria-labelledby="examples"] li:has(h3 a[href="${first}"])`);
		assert.equal(await back.locator('.ds-tag[data-color="warning"]').count(), 1, "and where the method names it");
		await back.locator("h3 a").click();
		assert.equal(new URL(page.url()).pathname, first);
	}
});
