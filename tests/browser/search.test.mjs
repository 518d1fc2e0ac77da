// SPDX-License-Identifier: EUPL-1.2
//
// Searching: a word, a slip of the hand, kinds of pages, nothing found; by keyboard and without scripts.
// The words looked for are those of the guide that ships.

import assert from "node:assert/strict";
import { withPortal } from "./support/browser.mjs";
import { enter, remember, tabTo } from "./support/keys.mjs";
import { pageData } from "./support/portal.mjs";

const check = withPortal();
const results = ".rl-hits > li";

async function searchFor(page, words) {
	await page.fill("main [name=q]", words);
	await page.locator("main [name=q]").press("Enter");
}

const links = (page) => page.$$eval(`${results} h3 a`, (all) => all.map((link) => link.getAttribute("href")));
const asked = (page) => new URL(page.url()).searchParams.get("q");

const journeys = [
	{ language: "sv", typed: "medborgarfösamling", meant: "medborgarförsamling", method: "/methods/citizens-assembly" },
	{ language: "en", typed: "citizens asembly", meant: "citizens assembly", method: "/methods/citizens-assembly" },
];
for (const { language, typed, meant, method } of journeys)
	for (const javaScriptEnabled of [true, false])
		check(`a slip is understood and leads to the page (${language}${javaScriptEnabled ? "" : ", without scripts"})`, async ({ portal, open }) => {
			const page = await open({ javaScriptEnabled });
			await page.goto(await portal.url(language, "/"));
			await page.click(`header a[href="${new URL(await portal.url(language, "/search")).pathname}"]`);
			assert.equal(await page.locator(results).count(), 0, "nothing is shown before anything is asked");
			await searchFor(page, typed);
			assert.equal(asked(page), typed);
			assert.equal(await page.inputValue("main [name=q]"), typed, "what was typed stands in the field");
			assert.ok((await page.title()).includes(typed), "and in the title, for tabs and history");

			// What was perhaps meant is offered, and its results are already there.
			const found = await links(page);
			assert.ok(found.length);
			await page.click(`main p > a[href*="q="]`);
			assert.equal(asked(page), meant);
			assert.deepEqual(await links(page), found);
			assert.equal(await page.locator(`main p > a[href*="q="]`).count(), 0, "nothing more to correct");

			const wanted = new URL(await portal.url(language, method)).pathname;
			assert.ok(found.slice(0, 5).includes(wanted), `${wanted} is among the first of ${found}`);
			assert.ok(await page.locator(`${results}:has(h3 a[href="${wanted}"]) > p:last-child`).innerText(), "with some words about it");
			await page.click(`${results} h3 a[href="${wanted}"]`);
			assert.equal(new URL(page.url()).pathname, wanted);
			await page.goBack();
			assert.deepEqual(await links(page), found, "the browser's Back shows what was found again");
		});

check("forms of a word and other words for the same find the same", async ({ portal }) => {
	const search = async (language, words) => pageData(`${await portal.url(language, "/search")}?q=${encodeURIComponent(words)}`);
	const urls = (data) => data.results.map((one) => one.url).sort();
	for (const [language, ...forms] of [["sv", "lekplats", "lekplatsen", "lekplatser", "LEKPLATS"], ["sv", "möte", "mötet", "möten"], ["en", "school", "schools"]])
		for (const form of forms) {
			const data = await search(language, form);
			assert.ok(data.total > 0, form);
			assert.deepEqual(urls(data), urls(await search(language, forms[0])), `${form} as ${forms[0]}`);
		}
	for (const [language, word, method] of [["sv", "medborgarråd", "/methods/citizens-assembly"], ["sv", "trygghetsrond", "/methods/safety-walk"], ["en", "citizens panel", "/methods/citizens-assembly"]]) {
		const wanted = new URL(await portal.url(language, method)).pathname;
		const found = urls(await search(language, word));
		assert.ok(found.includes(wanted), `${word} finds ${wanted} among ${found}`);
	}
});

check("kinds of pages narrow what was found, and their numbers are right", async ({ portal, open }) => {
	const page = await open();
	await page.goto(`${await portal.url("sv", "/search")}?q=dialog`);
	const read = () => page.$$eval("main nav.rl-filter a", (all) => all.map((link) => ({
		href: link.getAttribute("href"),
		count: Number(link.querySelector(".rl-count").lastChild.textContent),
		chosen: link.getAttribute("aria-current") === "true",
	})));
	const kinds = await read();
	assert.ok(kinds.length > 4 && kinds[0].chosen);
	assert.equal(kinds[0].count, kinds.slice(1).reduce((sum, kind) => sum + kind.count, 0));
	for (const kind of kinds.slice(1)) {
		await page.click(`main nav.rl-filter a[href="${kind.href}"]`);
		assert.deepEqual((await read()).filter((one) => one.chosen).map((one) => one.href), [kind.href]);
		assert.equal(asked(page), "dialog", "the question stays");
		let shown = 0;
		for (;;) {
			const labels = await page.$$eval(`${results} > p:first-child`, (all) => all.map((label) => label.textContent));
			shown += labels.length;
			assert.equal(new Set(labels).size, 1, `only one kind, not ${new Set(labels)}`);
			const next = page.locator("main a[rel=next]");
			if (!(await next.count())) break;
			await next.click();
		}
		assert.equal(shown, kind.count, kind.href);
	}
});

check("nothing found: help to go on, and what was typed is only text", async ({ portal, open }) => {
	const page = await open();
	await page.goto(await portal.url("sv", "/search"));
	for (const words of ["xyzzyx", "<b>&\"'{{q}}</b>", "* ( -", "مدرسة 🏫"]) {
		await searchFor(page, words);
		assert.equal(await page.inputValue("main [name=q]"), words);
		assert.equal(await page.locator(results).count(), 0);
		assert.ok(await page.locator("main .rl-prose li").count(), "advice on how to search");
		assert.ok((await page.locator("main h2").first().innerText()).includes(words), "it says what was looked for");
	}
	await searchFor(page, "skola");
	assert.ok(await page.locator(results).count(), "and one can search again at once");
});

check("searching with the keyboard alone, on a telephone's width", async ({ portal, open }) => {
	const page = await open({ viewport: { width: 320, height: 640 } });
	await page.goto(await portal.url("sv", "/search"));
	await remember(page);
	await tabTo(page, (stop) => stop.name === "q");
	await page.keyboard.type("skola");
	await enter(page);
	const [first] = await links(page);
	const [main, heading] = await Promise.all(["main", "main .rl-list-head"].map((what) => page.locator(what).boundingBox()));
	assert.ok(heading.y - main.y < 400, `what was found is said soon, not ${heading.y - main.y} px down`);
	await tabTo(page, (stop) => stop.name === "q"); /* past the menu's fold */
	await tabTo(page, (stop) => /^<summary/.test(stop.what));
	await page.keyboard.press("Enter");
	await tabTo(page, (stop) => /kind=method/.test(stop.href));
	await enter(page);
	const [firstMethod] = await links(page);
	assert.notEqual(firstMethod, first);
	assert.equal(await page.locator("main .rl-chosen__remove").count(), 1, "the kind is said, and can be removed");
	await tabTo(page, (stop) => stop.href === firstMethod);
	await enter(page);
	assert.equal(new URL(page.url()).pathname, firstMethod);
});
