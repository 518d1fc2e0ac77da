// SPDX-License-Identifier: EUPL-1.2
//
// Methods side by side: chosen in the catalogue, from a method's page and in the finder's result.

import assert from "node:assert/strict";
import { withPortal } from "./support/browser.mjs";
import { enter, remember, tabTo } from "./support/keys.mjs";
import { pageData } from "./support/portal.mjs";

const check = withPortal();
const chosen = (page) => new URL(page.url()).searchParams.getAll("method");
const heads = (page) => page.$$eval(".rl-compare thead th > a:first-child", (all) => all.map((link) => link.pathname));
const tick = (page, code) => page.check(`main input[name=method][value="${code}"]`);
const compare = (page) => page.click("form#compare button");
const names = async (page, codes) => {
	const found = [];
	for (const code of codes)
		found.push(await page.$eval(`main li:has(input[name=method][value="${code}"]) :is(h2, h3) a`, (link) => link.pathname));
	return found;
};

for (const javaScriptEnabled of [true, false])
	check(`three from the catalogue, one out and another in${javaScriptEnabled ? "" : " (without scripts)"}`, async ({ portal, open }) => {
		const page = await open({ javaScriptEnabled });
		await page.goto(await portal.url("sv", "/methods"));
		const codes = await page.$$eval("main input[name=method]", (boxes) => [3, 17, 40].map((i) => boxes[i].value));
		const wanted = await names(page, codes);
		for (const code of codes) await tick(page, code);
		const button = await page.locator("form#compare button").boundingBox();
		assert.ok(button.y >= 0 && button.y + button.height <= 900, "the button is at hand though the list is long");
		await compare(page);
		assert.deepEqual(chosen(page), codes, "the address holds the choice");
		assert.deepEqual(await heads(page), wanted);
		for (const row of await page.locator(".rl-compare tbody tr").all()) {
			assert.equal(await row.locator("th").count(), 1);
			assert.equal(await row.locator("td").count(), 3);
		}
		assert.equal(await page.locator("main select").count(), 0, "three is full");

		// Each column is the method's own: here the number of people, as its page has it.
		const people = await Promise.all(wanted.map(async (path) => (await pageData(portal.origin + path)).people));
		const rows = await page.$$eval(".rl-compare tbody tr", (all) => all.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.innerText.trim())));
		assert.ok(rows.some((cells) => cells.join() === people.join()), `no row says ${people}`);

		await page.locator(".rl-compare thead th").nth(1).locator("a").nth(1).click();
		assert.deepEqual(await heads(page), [wanted[0], wanted[2]]);
		const other = await page.$eval("main select option:nth-child(5)", (option) => option.value);
		assert.ok(!chosen(page).includes(other), "only others can be added");
		await page.selectOption("main select", other);
		await page.click("main form button");
		assert.deepEqual(chosen(page), [codes[0], codes[2], other]);
		assert.equal((await heads(page)).length, 3);

		// Whoever gets the link sees the same, also in the other language.
		const shown = await heads(page);
		const colleague = await open();
		await colleague.goto(page.url());
		assert.deepEqual(await heads(colleague), shown);
		await colleague.click("header a[hreflang=en]");
		assert.deepEqual(chosen(colleague), chosen(page));
		assert.equal((await heads(colleague)).length, 3);
	});

check("a fourth is refused kindly: it is named, and the three stand", async ({ portal, open }) => {
	const page = await open();
	await page.goto(await portal.url("sv", "/methods?level=codecide"));
	const codes = await page.$$eval("main input[name=method]", (boxes) => boxes.slice(0, 4).map((box) => box.value));
	const wanted = await names(page, codes);
	const fourth = await page.locator(`main li:has(input[value="${codes[3]}"]) h3 a`).innerText();
	for (const code of codes) await tick(page, code);
	const [answer] = await Promise.all([page.waitForNavigation(), compare(page)]);
	assert.equal(answer.status(), 200);
	assert.deepEqual(await heads(page), wanted.slice(0, 3));
	assert.ok((await page.locator("main .ds-alert").innerText()).includes(fourth), "it says which one is left out");
	await page.locator(".rl-compare thead th").first().locator("a").nth(1).click();
	assert.equal(await page.locator("main .ds-alert").count(), 0);
	assert.ok(await page.locator(`main select option[value="${codes[3]}"]`).count(), "now there is room for it");
});

check("from a method's page, and links that have grown old", async ({ portal, open }) => {
	const page = await open();
	const method = await portal.url("en", "/methods/world-cafe");
	await page.goto(method);
	await page.click('main aside a[href*="method="]');
	assert.deepEqual(await heads(page), [new URL(method).pathname]);
	for (const left of [1, 2]) {
		await page.selectOption("main select", { index: 3 + left });
		await page.click("main form button");
		assert.equal((await heads(page)).length, 1 + left);
	}
	// Nothing chosen: the browser asks for a choice, and without that the server takes it as it is.
	await page.goto(await portal.url("en", "/compare-methods?method="));
	assert.equal(await page.locator("main table, main .ds-alert").count(), 0);
	await page.click("main form button");
	assert.equal(await page.locator("main select:invalid").count(), 1);
	assert.ok(await page.locator('main a[href$="/methods"]').count(), "a way to the list of methods");
	await page.goto(await portal.url("en", "/compare-methods?method=no-longer-here&method=world-cafe"));
	assert.deepEqual(await heads(page), [new URL(method).pathname]);
	assert.equal(await page.locator("main .ds-alert").count(), 1, "it says that one is missing");
});

check("from the finder's result, and back to it", async ({ portal, open }) => {
	const page = await open();
	const result = await portal.url("sv", "/find-a-method/result?change=yes&open=yes&purpose=co-design&level=dialogue");
	await page.goto(result);
	const codes = await page.$$eval("main input[name=method]", (boxes) => [0, 1].map((i) => boxes[i].value));
	const wanted = await names(page, codes);
	for (const code of codes) await tick(page, code);
	await compare(page);
	assert.deepEqual(await heads(page), wanted);
	await page.goBack();
	assert.equal(page.url(), result, "the answers are still there");
});

check("with the keyboard alone at 320 px, and the labels stay in sight", async ({ portal, open }) => {
	const page = await open({ viewport: { width: 320, height: 640 } });
	await page.goto(await portal.url("sv", "/methods?level=codecide"));
	await remember(page);
	const codes = await page.$$eval("main input[name=method]", (boxes) => boxes.slice(0, 3).map((box) => box.value));
	for (const code of codes) {
		await tabTo(page, (stop) => stop.name === "method" && stop.value === code);
		await page.keyboard.press("Space");
	}
	await tabTo(page, (stop) => /<button[^>]*submit/.test(stop.what));
	await enter(page);
	assert.deepEqual(chosen(page), codes);
	assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320, "only the table scrolls sideways");
	await tabTo(page, (stop) => /class="rl-table/.test(stop.what));
	const seen = () => page.evaluate(() => {
		const box = (what) => document.querySelector(what).getBoundingClientRect();
		const label = box(".rl-compare tbody th"), last = box(".rl-compare thead th:last-child");
		return { label: label.left >= 0 && label.right <= 320, last: last.left >= label.right - 1 && last.right <= 330 };
	});
	for (let i = 0; i < 40 && !(await seen()).last; i++) {
		await page.keyboard.press("ArrowRight");
		await page.waitForTimeout(40); // the browser scrolls softly
	}
	assert.deepEqual(await seen(), { label: true, last: true });
	await tabTo(page, (stop) => stop.href?.includes("?method=") && !stop.href.includes(codes[0]));
	await enter(page);
	assert.deepEqual(chosen(page), codes.slice(1));
});
