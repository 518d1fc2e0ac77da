// SPDX-License-Identifier: EUPL-1.2
//
// Knowledge: articles and the glossary, publications, news, and challenges that lead into the finder.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { withPortal } from "./support/browser.mjs";
import { methodLinks } from "./support/finder.mjs";

const check = withPortal();
const content = new URL("../../content/library/", import.meta.url);

for (const javaScriptEnabled of [true, false])
	check(`an article, a word it uses, and back${javaScriptEnabled ? "" : " (without scripts)"}`, async ({ portal, open }) => {
		const page = await open({ javaScriptEnabled });
		await page.goto(await portal.url("sv", "/"));
		await page.click(`header a[href="${new URL(await portal.url("sv", "/knowledge")).pathname}"]`);
		const article = page.locator(".rl-card h3 a").first();
		const title = await article.innerText();
		await article.click();
		assert.equal(await page.locator("h1").innerText(), title);
		const glossary = new URL(await portal.url("sv", "/glossary")).pathname;
		const terms = await page.$$eval(`main .rl-prose a[href^="${glossary}#"]`, (all) => all.map((link) => ({
			href: link.getAttribute("href"),
			inHeading: link.closest("h1, h2, h3, h4") !== null,
		})));
		assert.ok(terms.length, "words are explained");
		assert.equal(new Set(terms.map((term) => term.href)).size, terms.length, "each word once, where it is first used");
		assert.ok(terms.every((term) => !term.inHeading));
		await page.click(`main .rl-prose a[href="${terms[0].href}"]`);
		assert.equal(new URL(page.url()).pathname, glossary);
		const term = page.locator(":target");
		assert.ok(await term.locator("dt").innerText());
		assert.ok((await term.locator("dd p").first().innerText()).length > 20, "it is explained in words");
		const box = await term.boundingBox();
		assert.ok(box.y >= 0 && box.y < 900, "and stands in the window");
		await page.goBack();
		assert.equal(await page.locator("h1").innerText(), title);
	});

check("every letter of the glossary leads to its words, in alphabetical order", async ({ portal, open }) => {
	const page = await open();
	for (const language of ["sv", "en"]) {
		await page.goto(await portal.url(language, "/glossary"));
		const letters = await page.$$eval(".rl-letters a", (all) => all.map((link) => [link.textContent, link.getAttribute("href")]));
		assert.deepEqual(letters.map(([letter]) => letter), letters.map(([letter]) => letter).sort(new Intl.Collator(language).compare));
		for (const [letter, href] of letters)
			assert.ok((await page.locator(`section:has([id="${href.slice(1)}"]) dt`).first().innerText()).toUpperCase().startsWith(letter));
		await page.click(`.rl-letters a >> nth=-1`);
		assert.equal(new URL(page.url()).hash, encodeURI(letters.at(-1)[1]));
	}
});

check("a publication: what it is, who made it, and the way out to it", async ({ portal, open }) => {
	const page = await open();
	await page.goto(await portal.url("sv", "/knowledge"));
	await page.locator('section[aria-labelledby="publications"] h3 a').first().click();
	assert.ok(await page.locator(".rl-prose p").count(), "what it is about");
	const facts = page.locator(".rl-facts dd");
	assert.ok((await facts.count()) >= 2);
	for (const fact of await facts.all()) assert.ok((await fact.innerText()).trim());
	const link = await page.locator('section[aria-labelledby="the_publication"] a').getAttribute("href");
	assert.ok(/^https?:\/\//.test(link) && !link.startsWith(portal.origin), link);
});

// The day from which a news item is archived stands in the content; which list it is in depends on today.
async function newsThatShips() {
	const items = [];
	for (const name of await readdir(new URL("news/", content))) {
		const head = (await readFile(new URL(`news/${name}`, content), "utf8")).split("---")[1];
		const value = (key) => new RegExp(`^${key}:[ \\t]*(.*)$`, "m").exec(head)?.[1];
		if (name.endsWith(".sv.md"))
			items.push({ title: value("title"), published: value("published"), archived: value("archived") });
	}
	return items;
}

check("news: the newest first, and what is out of date in the archive", async ({ portal, open }) => {
	const page = await open();
	await page.goto(await portal.url("sv", "/news"));
	const listed = (section) => page.$$eval(`section[aria-labelledby="${section}"] li`, (all) => all.map((item) => ({
		title: item.querySelector("h3").innerText,
		day: item.querySelector("time")?.dateTime,
	})));
	const current = await listed("current"), archive = await listed("archive");
	const today = await page.evaluate(() => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Stockholm" }).format());
	const news = await newsThatShips();
	assert.equal(current.length + archive.length, news.length);
	for (const { title, archived } of news)
		if (archived !== today) // which hour the day begins is not the matter here
			assert.equal(archive.some((item) => item.title === title), Boolean(archived && archived < today), title);
	for (const list of [current, archive]) {
		const days = list.map((item) => item.day);
		assert.deepEqual(days, [...days].sort().reverse());
	}
	await page.locator('section[aria-labelledby="current"] h3 a').first().click();
	assert.equal(await page.locator("h1").innerText(), current[0].title);
	assert.ok(await page.locator(`main time[datetime="${current[0].day}"]`).count(), "its day stands on its page");
});

for (const language of ["sv", "en"])
	check(`a challenge leads into the finder with its answers given (${language})`, async ({ portal, open }) => {
		const page = await open();
		await page.goto(await portal.url(language, "/challenges"));
		const challenge = page.locator(".rl-card h3 a").first();
		const title = await challenge.innerText();
		await challenge.click();
		assert.equal(await page.locator("h1").innerText(), title);
		assert.ok((await page.locator("main aside a").count()) > 0, "something to read");
		const suggested = await methodLinks(page, ".rl-methods > li h3 a");
		assert.ok(suggested.length >= 3);

		await page.click("main .rl-buttons a.ds-button");
		assert.equal(new URL(page.url()).pathname, new URL(await portal.url(language, "/find-a-method/answers?change=yes&open=yes")).pathname);
		const rows = await page.locator(".rl-answers > div").count();
		const skipped = await page.locator(".rl-answers__none").count();
		assert.ok(rows - skipped >= 5, `${rows - skipped} of ${rows} are answered`);
		await page.click("main .rl-buttons a.ds-button");
		assert.deepEqual((await methodLinks(page)).slice(0, suggested.length), suggested, "the finder gives the same methods");
	});
