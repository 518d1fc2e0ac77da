// SPDX-License-Identifier: EUPL-1.2
//
// From the start page to a method, in both languages.

import assert from "node:assert/strict";
import { withPortal } from "./support/browser.mjs";
import { answerAll, answers, control, expectedQuery, fill, given, inQuery, methodLinks, pairs, press, scenario } from "./support/finder.mjs";
import { pageData } from "./support/portal.mjs";

const check = withPortal();
const summaryRow = (page, step) => page.locator(".rl-answers > div").nth(step);

for (const language of ["sv", "en"])
	check(`the way from the start page to a method (${language})`, async ({ portal, open }) => {
		const page = await open();
		await page.goto(await portal.url(language, "/"));
		await page.click("main .rl-hero a.ds-button");
		assert.equal(page.url(), await portal.url(language, "/find-a-method"));

		const headings = new Set();
		await answerAll(page, async (step) => {
			headings.add(await page.locator("main h1").innerText());
			if (step === 0) return;
			const bar = page.locator("main progress");
			assert.equal(await bar.getAttribute("value"), String(step), "the bar says which question this is");
			assert.equal(await page.locator('.rl-questions > [aria-current="step"]').count(), 1);
		});
		assert.equal(headings.size, answers.length, "each question has a heading of its own");

		assert.equal(new URL(page.url()).pathname, new URL(await portal.url(language, "/find-a-method/answers?change=yes&open=yes")).pathname);
		assert.equal(await page.locator(".rl-answers > div").count(), answers.length);
		assert.equal(await page.locator(".rl-answers__none").count(), 0, "nothing was skipped");

		// Change one answer: straight back to the summary, the rest untouched.
		const before = await summaryRow(page, 8).innerText();
		await summaryRow(page, 8).locator("a").click();
		assert.deepEqual(await given(page), answers[8]);
		await fill(page, { depth: ["5"] });
		await press(page, "next");
		const changed = Object.assign([...answers], { 8: { depth: ["5"] } });
		assert.equal(inQuery(page.url()), expectedQuery(changed));
		assert.notEqual(await summaryRow(page, 8).innerText(), before, "the summary shows the new answer");
		await summaryRow(page, 8).locator("a").click();
		await fill(page, answers[8]);
		await press(page, "next");

		await page.click("main .rl-buttons a.ds-button");
		const shown = await methodLinks(page);
		assert.ok(shown.length >= 3 && shown.length <= 10, `${shown.length} methods on the page`);
		for (const item of await page.locator(".rl-result").all())
			assert.ok(await item.locator(".rl-for > li").count(), "each suggestion has reasons");

		// The order is the command line's, on the page, in its data and in the whole list.
		const data = await pageData(page.url());
		assert.deepEqual(data.ranked.map((item) => item.code), await portal.match(scenario));
		const ranked = data.ranked.map((item) => item.url);
		assert.deepEqual(shown, ranked.slice(0, shown.length));
		assert.ok(ranked.length > shown.length);
		await page.click("main .rl-results ~ .rl-buttons a");
		assert.deepEqual(await methodLinks(page), ranked);
		await page.goBack();

		// The first of them, and what its page says about itself.
		const name = await page.locator(".rl-result h2 a").first().innerText();
		await page.locator(".rl-result h2 a").first().click();
		assert.equal(await page.locator("h1").innerText(), name);
		for (const part of [".rl-facts-row", ".rl-for", ".rl-against", ".rl-scores", "#scores", "aside"])
			assert.ok(await page.locator(part).count(), `the method page has ${part}`);
		await page.goBack();
		assert.deepEqual(await methodLinks(page), shown, "the browser's Back shows the result again");
	});

check("the link restores the answers and the ranking for somebody else", async ({ portal, open }) => {
	const page = await open();
	const query = new URLSearchParams(pairs());
	await page.goto(await portal.url("sv", `/find-a-method/result?${query}`));
	const shown = await methodLinks(page);
	assert.ok(shown.length);
	const link = new URL(await page.inputValue("#link"), portal.origin).href;

	const other = await open();
	await other.goto(link);
	assert.deepEqual(await methodLinks(other), shown);
	assert.equal(inQuery(other.url()), expectedQuery());
	await other.locator("main aside ul a").first().click();
	for (const step of [1, 4, 5, 12, 14]) {
		await summaryRow(other, step).locator("a").click();
		const fields = await given(other);
		for (const [name, value] of Object.entries(answers[step]))
			assert.deepEqual([fields[name]].flat().sort(), [value].flat().sort(), `${name} stands as it was answered`);
		await press(other, "next");
	}
	assert.equal(inQuery(other.url()), expectedQuery());
});

check("Back keeps what was answered, with the page's button and the browser's", async ({ portal, open }) => {
	const page = await open();
	await page.goto(await portal.url("en", "/find-a-method"));
	for (const step of [0, 1, 2]) {
		await fill(page, answers[step]);
		await press(page, "next");
	}
	await fill(page, answers[3]);
	await press(page, "back");
	assert.deepEqual(await given(page), answers[2]);
	await press(page, "back");
	assert.deepEqual(Object.keys(await given(page)).sort(), ["purpose", "purposes"]);
	await press(page, "next");
	await press(page, "next");
	assert.deepEqual(await given(page), answers[3], "also the page that was left with Back");
	await page.goBack();
	assert.deepEqual(await given(page), answers[2], "the browser's Back");
	await page.goForward();
	assert.deepEqual(await given(page), answers[3]);
});

check("Skip drops the answer of its own page and nothing else", async ({ portal, open }) => {
	const page = await open();
	const query = "change=yes&open=yes&purpose=co-design&level=dialogue&phase=options&groups=youth";
	await page.goto(await portal.url("sv", `/find-a-method/question/2?${query}`));
	assert.ok(await control(page, "level", "dialogue").isChecked());
	await press(page, "skip");
	assert.equal(inQuery(page.url()), [...new URLSearchParams(query.replace("&level=dialogue", ""))].sort().join("&"));
	await press(page, "back");
	assert.deepEqual(await given(page), {}, "the skipped question has no answer");
	await page.goto(await portal.url("sv", `/find-a-method/answers?${query.replace("&level=dialogue", "")}`));
	assert.equal(await page.locator(".rl-answers > div:has(.rl-answers__none)").count(), 11);
	// A skipped question limits nothing: a wrong number is dropped with it.
	await page.goto(await portal.url("sv", `/find-a-method/question/5?${query}`));
	await fill(page, { people_min: "many" });
	await press(page, "skip");
	assert.equal(inQuery(page.url()), [...new URLSearchParams(query)].sort().join("&"));
});

check("a number that cannot be read is said beside its field, and what was typed stays", async ({ portal, open }) => {
	const page = await open();
	await page.goto(await portal.url("sv", "/find-a-method/question/5?change=yes&open=yes&depth=3"));
	await fill(page, { people_min: "många", people_max: "40" });
	await press(page, "next");
	assert.equal(await page.locator(".ds-error-summary").evaluate((box) => box === document.activeElement), true, "focus is on the summary of faults");
	await page.locator(".ds-error-summary a").first().click();
	const field = page.locator("[name=people_min]");
	assert.equal(await field.evaluate((input) => input === document.activeElement), true, "the link leads to the field");
	assert.equal(await field.getAttribute("aria-invalid"), "true");
	const described = (await field.getAttribute("aria-describedby")).split(" ");
	const texts = await Promise.all(described.map((id) => page.locator(`[id="${id}"]`).innerText()));
	assert.ok(texts.every((text) => text.trim()), "hint and fault are read with the field");
	assert.deepEqual(await given(page), { people_min: "många", people_max: "40" });
	await fill(page, { people_min: "10" });
	await press(page, "next");
	assert.equal(inQuery(page.url()), "change,yes&depth,3&open,yes&people_max,40&people_min,10");
});

check("limits that nothing meets give advice instead of methods", async ({ portal, open }) => {
	const page = await open();
	await page.goto(await portal.url("sv", "/find-a-method/result?change=yes&open=yes&weeks=1&people_min=9000000&people_max=9500000&cost=1&staff=1&hours=0.1"));
	assert.deepEqual(await methodLinks(page), []);
	const limits = await page.locator(".rl-answers > div").count();
	assert.ok(limits >= 2, "the limits are listed");
	await page.locator(".rl-answers a").first().click();
	assert.ok(await page.locator("main form input:not([type=hidden])").count(), "each leads to its answer");
	await press(page, "skip");
	assert.ok(await page.locator(".rl-answers").count(), "and then back to the summary");
});
