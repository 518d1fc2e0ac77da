// SPDX-License-Identifier: EUPL-1.2
//
// What the account's pages do for people beside what `accounts` follows: passwords that can be looked at,
// password managers, focus on what was done, letters in a mail program, and a portal without mail.

import assert from "node:assert/strict";
import { withPortal } from "./support/browser.mjs";
import { judge } from "./support/axe.mjs";
import { overflow } from "./support/checks.mjs";
import { focused, remember } from "./support/keys.mjs";
import { startPortal } from "./support/portal.mjs";

const check = withPortal("seldom_per_minute = 10000\n", { mail: true });

check("a password can be shown, and is sent as a password", async ({ portal, open }) => {
	const page = await open();
	await page.goto(await portal.url("sv", "/account/sign-in"));
	const field = page.locator("#f-password"), button = page.locator("button[data-reveal]");
	const [show, type] = [await button.innerText(), () => field.getAttribute("type")];
	await field.fill("kantarell");
	await remember(page);
	await field.focus();
	await page.keyboard.press("Tab");
	assert.ok((await focused(page)).visible);
	await page.keyboard.press("Space");
	assert.equal(await type(), "text");
	assert.notEqual(await button.innerText(), show);
	assert.equal(await field.inputValue(), "kantarell");
	await page.keyboard.press("Space");
	assert.equal(await type(), "password");
	assert.equal(await button.innerText(), show);
	await button.click();
	await page.evaluate(() => document.querySelector("form.rl-form").addEventListener("submit", (event) => {
		event.preventDefault();
		document.title = document.querySelector("#f-password").type;
	}));
	await page.click("main form.rl-form button[type=submit]:not([name])");
	assert.equal(await page.title(), "password", "or a browser would keep it among its words");
	const plain = await open({ javaScriptEnabled: false });
	await plain.goto(await portal.url("sv", "/account/sign-in"));
	assert.equal(await plain.locator("[data-reveal]:visible").count(), 0, "no button that would do nothing");
});

check("password managers find what they look for, and may paste", async ({ portal, open }) => {
	const page = await open({ signedIn: true });
	const tokens = async (address) => {
		await page.goto(await portal.url("en", address));
		return page.$$eval("main input[autocomplete]", (all) => all.map((one) => one.autocomplete));
	};
	assert.deepEqual(await tokens("/account/sign-in"), ["username", "current-password"]);
	assert.deepEqual(await tokens("/account/password"), ["username", "new-password"]);
	assert.match(await page.inputValue("input[autocomplete=username]"), /@/, "the new password is kept with the address");
	assert.deepEqual(await tokens("/account/two-steps"), ["one-time-code"]);
	assert.deepEqual(await tokens("/account/sign-up"), ["email"]);
	await page.goto(await portal.url("en", "/account/password"));
	const refused = await page.$eval("#f-password", (field) => !field.dispatchEvent(new ClipboardEvent("paste", { cancelable: true, bubbles: true })));
	assert.equal(refused, false);
});

check("nobody writes again what is known, and what was done comes first", async ({ portal, open }) => {
	const page = await open({ signedIn: true });
	await page.goto(await portal.url("en", "/account/sign-in?again=1"));
	assert.match(await page.inputValue("#f-email"), /@/);
	await page.goto(await portal.url("en", "/account/name"));
	await page.click("main form.rl-form button[type=submit]");
	assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "status");
	assert.equal(await page.locator(".rl-nav__account a[aria-current=page]").count(), 1);
	await page.goto(await portal.url("en", "/account/sessions"));
	assert.match(await page.locator(".rl-sessions h2").first().innerText(), /^Chrome on /, "not what browsers call themselves");
	assert.equal(await page.locator(".rl-nav__account a[aria-current=true]").count(), 1);
});

check("a letter looks like one, on a phone and in the dark", async ({ portal, open }) => {
	const page = await open({ bypassCSP: true, viewport: { width: 320, height: 700 } });
	await page.goto(await portal.url("sv", "/account/sign-up"));
	await page.fill("#f-email", "brita@example.se");
	await page.click("main form.rl-form button[type=submit]");
	const letter = await portal.mail.next();
	assert.ok(letter.html.includes(letter.link.replaceAll("&", "&amp;")), "the same link in both parts");
	assert.equal(letter.text.split(letter.link).length, 2, "once in the text");
	assert.doesNotMatch(letter.text, /color|margin|\{/, "no style in the text");
	await page.setContent(letter.html);
	for (const colorScheme of ["light", "dark"]) {
		await page.emulateMedia({ colorScheme });
		assert.deepEqual(await overflow(page), []);
		assert.deepEqual(await judge(page, (axe) => axe.withRules(["color-contrast", "link-name", "document-title", "html-has-lang"])), []);
	}
	const button = await page.locator("a.button").boundingBox();
	assert.ok(button.height >= 44, "a thumb hits it");
});

check("a portal without mail promises no letter", async ({ open }) => {
	const portal = await startPortal();
	try {
		const page = await open();
		const answer = await page.goto(await portal.url("en", "/account/sign-in"));
		assert.equal(answer.status(), 200);
		assert.equal(await page.locator("main form button[name=other]").count(), 0);
		assert.equal(await page.locator("main a[href*=sign-up]").count(), 0);
		assert.equal((await page.goto(`${portal.origin}/en/account/sign-up`)).status(), 503);
		assert.equal(await page.locator("main form").count(), 0);
		assert.ok(await page.locator("main a.ds-button").isVisible(), "there is a way on");
	} finally {
		await portal.stop();
	}
});
