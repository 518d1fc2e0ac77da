// SPDX-License-Identifier: EUPL-1.2
//
// The journey with the keyboard alone, and without scripts.

import assert from "node:assert/strict";
import { withPortal } from "./support/browser.mjs";
import { answerAll, answers, control, expectedQuery, given, inQuery, methodLinks, press } from "./support/finder.mjs";
import { enter, focused, remember, tabTo } from "./support/keys.mjs";
import { pageData } from "./support/portal.mjs";

const check = withPortal();

async function answerWithKeys(page, fields) {
	for (const [name, value] of Object.entries(fields)) {
		await tabTo(page, (stop) => stop.name === name);
		if (typeof value === "string") {
			await page.keyboard.type(value);
			continue;
		}
		const one = control(page, name, value[0]);
		if ((await one.getAttribute("type")) === "radio") {
			// Space takes the first of a group, the arrows go on from there.
			await page.keyboard.press("Space");
			for (let i = 0; i < 12 && !(await one.isChecked()); i++) await page.keyboard.press("ArrowDown");
			assert.ok((await focused(page)).visible, "focus can be seen on the chosen one");
		} else
			for (const code of value) {
				if ((await focused(page)).value !== code) await tabTo(page, (stop) => stop.name === name && stop.value === code);
				await page.keyboard.press("Space");
			}
	}
	assert.deepEqual(await given(page), fields);
}

check("the whole way with the keyboard alone, and focus always in sight", async ({ portal, open }) => {
	const page = await open();
	await page.goto(await portal.url("sv", "/"));
	await remember(page);

	// The first stop skips past the menu.
	await page.keyboard.press("Tab");
	const skip = await focused(page);
	assert.ok(skip.visible && skip.href === "#content");
	await page.keyboard.press("Enter");
	assert.ok((await focused(page))?.main, "the skip link moves focus to the content");
	const finder = new URL(await portal.url("sv", "/find-a-method")).pathname;
	await tabTo(page, (stop) => stop.href === finder);
	await enter(page);

	for (const fields of answers) {
		await answerWithKeys(page, fields);
		await tabTo(page, (stop) => stop.name === "to" && stop.value === "next");
		await enter(page);
	}
	assert.equal(inQuery(page.url()), expectedQuery());

	// Change one answer, by Enter in a field: it presses Continue, not Skip.
	await tabTo(page, (stop) => /\/5\?.*edit=1/.test(stop.href));
	await enter(page);
	await tabTo(page, (stop) => stop.name === "people_min");
	await page.keyboard.press("Control+A");
	await page.keyboard.type("25");
	await enter(page);
	assert.equal(inQuery(page.url()), expectedQuery().replace("people_min,20", "people_min,25"));

	const result = new URL(await portal.url("sv", "/find-a-method/result?change=yes&open=yes")).pathname;
	await tabTo(page, (stop) => stop.href?.startsWith(result));
	await enter(page);
	const [first] = await methodLinks(page);
	await tabTo(page, (stop) => stop.href === first);
	await enter(page);
	assert.equal(new URL(page.url()).pathname, first);
});

check("every stop of the other pages shows focus", async ({ portal, open }) => {
	const page = await open({ viewport: { width: 320, height: 700 } });
	const around = async () => {
		await remember(page);
		const seen = new Set();
		for (let i = 0; i < 60; i++) {
			await page.keyboard.press("Tab");
			const stop = await focused(page);
			if (!stop) break;
			assert.ok(stop.visible, `focus cannot be seen on ${stop.what} at ${page.url()}`);
			seen.add(stop.what);
		}
		return seen.size;
	};
	for (const address of ["/methods?level=codecide", "/methods/world-cafe", "/find-a-method?to=next",
		"/find-a-method/result?change=yes&open=yes&cost=1", "/find-a-method/information?change=no&open=yes", "/accessibility",
		"/compare-methods?method=world-cafe&method=open-space", "/search?q=school", "/examples", "/challenges/school-closure",
		"/account/sign-in"]) {
		await page.goto(await portal.url("en", address));
		for (const fold of await page.locator("details > summary").all()) {
			await fold.focus();
			await page.keyboard.press("Enter");
			assert.equal(await fold.evaluate((summary) => summary.parentElement.open), true, "Enter opens a fold");
		}
		assert.ok((await around()) > 5, address);
	}
});

check("the whole way without scripts", async ({ portal, open }) => {
	const page = await open({ javaScriptEnabled: false });
	await page.goto(await portal.url("sv", "/"));
	await page.click("main .rl-hero a.ds-button");
	await press(page, "next");
	assert.equal(await page.locator(".ds-error-summary a").count(), 2, "the gate asks for its answers");
	await answerAll(page, async (step) => {
		if (step !== 7) return;
		await press(page, "back");
		assert.deepEqual(await given(page), answers[6]);
		await press(page, "next");
	});
	await page.click("main .rl-buttons a.ds-button");
	const data = await pageData(page.url());
	assert.deepEqual(await methodLinks(page), data.ranked.slice(0, 5).map((item) => item.url));
	assert.equal(await page.locator("[data-copy]:visible, [data-print]:visible").count(), 0, "no button that would do nothing");
	assert.ok(await page.inputValue("#link"), "the link can be copied by hand");
	await page.locator(".rl-result h2 a").first().click();
	assert.ok(await page.locator(".rl-facts-row").isVisible());

	// Filters are links, beside the list on a wide page and in a fold on a narrow one.
	await page.goto(await portal.url("sv", "/methods"));
	const all = await page.locator(".rl-methods > li").count();
	assert.ok(await page.locator(".rl-filter a").first().isVisible(), "filters lie open on a wide page");
	await page.locator(".rl-filter a").first().click();
	const filtered = await page.locator(".rl-methods > li").count();
	assert.ok(filtered > 0 && filtered < all);
	await page.setViewportSize({ width: 320, height: 700 });
	await page.click("main details > summary");
	await page.locator(".rl-filter a[aria-current]").click();
	assert.equal(await page.locator(".rl-methods > li").count(), all, "the same link takes the filter away");
});

check("a phone's menu is folded, and opens by keyboard without scripts", async ({ portal, open }) => {
	for (const width of [320, 1280]) {
		const page = await open({ javaScriptEnabled: false, viewport: { width, height: 640 } });
		await page.goto(await portal.url("sv", "/knowledge"));
		await remember(page);
		const links = page.locator(".rl-nav a");
		if (width === 320) {
			const top = await page.locator("main, .rl-crumbs").first().evaluate((after) => after.getBoundingClientRect().top);
			assert.ok(top <= 120, `notice and header take ${top} px`);
			assert.ok(!(await links.first().isVisible()));
			await tabTo(page, (stop) => stop.what.startsWith("<summary"));
			await page.keyboard.press("Enter");
		}
		for (const link of await links.all()) assert.ok(await link.isVisible(), `at ${width} px`);
		const [last] = (await links.all()).slice(-1);
		const address = await last.getAttribute("href");
		await tabTo(page, (stop) => stop.href === address);
		await enter(page);
		assert.equal(new URL(page.url()).pathname, address);
	}
});

check("with scripts the link is copied and the copying is said", async ({ portal, open }) => {
	const page = await open({ permissions: ["clipboard-read", "clipboard-write"] });
	await page.goto(await portal.url("en", "/find-a-method/result?change=yes&open=yes&depth=3"));
	await page.click("[data-copy]");
	await page.waitForFunction(() => document.querySelector("[role=status]").textContent.trim());
	assert.equal(await page.evaluate(() => navigator.clipboard.readText()), page.url(), "the whole address, to paste in a letter");
});
