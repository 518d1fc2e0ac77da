// SPDX-License-Identifier: EUPL-1.2
//
// An organisation looks like itself: its administrator chooses a colour and hands in a logo, and is told what
// became of them; everybody sees both, readable in light and dark, also on the organisation's own host.

import assert from "node:assert/strict";
import http from "node:http";
import { withPortal } from "./support/browser.mjs";
import { judge } from "./support/axe.mjs";
import { signUp, submit, takeRole } from "./support/people.mjs";

const check = withPortal("seldom_per_minute = 10000\n", { mail: true });
const yellow = "#ffd400";
const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" onload="document.title='x'">
<script>document.title = "x"</script>
<a href="https://evil.example/"><path d="M24 3 42 10v14c0 11-8 18-18 21C14 42 6 35 6 24V10z" fill="#0b4f8a"/></a>
<path d="M8 29c6-5 10-5 16 0s10 5 16 0" stroke="#ffd400" stroke-width="4" fill="none"/></svg>`;

// An administrator of Åsvalla, on the page for its appearance.
async function begin(portal, open, address) {
	const page = await open();
	await signUp(portal, page, address, "Siri", "kantarell gaffel tunnel sju");
	await takeRole(portal, page, address, "administrator", "asvalla");
	await page.goto(`${portal.origin}/en/organisations/asvalla/settings`);
	await page.click(".rl-lang[lang=sv]");
	await page.click("main .rl-card a[href$=utseende]");
	return page;
}

const choose = (page) =>
	page.setInputFiles("#f-logo", { name: "vapen.svg", mimeType: "image/svg+xml", buffer: Buffer.from(logo) });

const loads = (page, selector) => page.$eval(selector, (image) => image.complete && image.naturalWidth > 0);

async function contrastFaults(page) {
	const found = {};
	for (const colorScheme of ["light", "dark"]) {
		await page.emulateMedia({ colorScheme });
		found[colorScheme] = await judge(page, (axe) => axe.withRules("color-contrast"));
	}
	await page.emulateMedia({ colorScheme: "light" });
	return found;
}

// GET by another host than the browser can be led to.
function ask(portal, path, host) {
	return new Promise((resolve, reject) => {
		const { hostname, port } = new URL(portal.origin);
		http.get({ hostname, port, path, headers: { Host: host } }, (answer) => {
			let body = "";
			answer.on("data", (bytes) => (body += bytes));
			answer.on("end", () => resolve({ status: answer.statusCode, location: answer.headers.location, body }));
		}).on("error", reject);
	});
}

check("a light colour and a logo with a script in it", async ({ portal, open }) => {
	const page = await begin(portal, open, "siri@example.se");
	// A fault costs nothing of what was chosen.
	await page.fill("#f-colour", "solgul");
	await choose(page);
	await submit(page);
	assert.equal(await page.locator(".ds-error-summary li").count(), 1);
	assert.equal(await page.inputValue("#f-colour"), "solgul");
	assert.match(await page.locator("main form").innerText(), /vapen\.svg/);
	await page.fill("#f-colour", yellow);
	await submit(page);
	assert.equal(await page.locator(".ds-error-summary").count(), 0);
	assert.equal(await page.inputValue("#f-colour"), yellow);
	const told = await page.locator("main").innerText();
	assert.match(told, /Skript: 2/, "the script and the event");
	assert.match(told, /#ffd400, är för ljus/);
	assert.notEqual(await page.title(), "x");
	assert.ok(await loads(page, ".rl-plate img"));
	assert.deepEqual(await judge(page), []);
	assert.deepEqual(await contrastFaults(page), { light: [], dark: [] }, "with the light and the dark preview");
	const button = ".rl-preview .ds-button";
	const colours = await page.$$eval(button, (all) => all.map((one) => getComputedStyle(one).backgroundColor));
	assert.equal(colours.length, 2);
	assert.notEqual(colours[0], colours[1], "each preview is in its own scheme");

	const visitor = await open();
	await visitor.goto(await portal.url("sv", "/organisations/asvalla"));
	assert.ok(await loads(visitor, ".rl-sender img"));
	assert.match(await visitor.locator(".rl-sender").innerText(), /Åsvalla/);
	const accent = () => visitor.$eval("html", (html) => getComputedStyle(html).getPropertyValue("--ds-color-accent-base-default").trim());
	assert.ok(told.includes(await accent()), "buttons are as the administrator was told");
	assert.deepEqual(await contrastFaults(visitor), { light: [], dark: [] });
	await visitor.setViewportSize({ width: 320, height: 700 });
	assert.deepEqual(await judge(visitor), []);
	assert.ok(await visitor.evaluate(() => document.documentElement.scrollWidth <= 320), "nothing is wider than the window");
	// A picture opened by itself is a document of its own.
	const address = await visitor.getAttribute(".rl-sender img", "src");
	const answer = await visitor.goto(portal.origin + address);
	assert.match(answer.headers()["content-security-policy"], /default-src 'none'; style-src 'none'/);
	assert.doesNotMatch(await answer.text(), /script|onload|evil/);
	// The portal's own pages stay the portal's.
	await visitor.goto(await portal.url("sv", "/methods"));
	assert.equal(await visitor.locator(".rl-sender").count(), 0);
	assert.notEqual(await accent(), yellow);
});

check("its own host is its own part of the portal", async ({ portal, open }) => {
	const page = await begin(portal, open, "sigge@example.se");
	assert.equal((await ask(portal, "/", "dialog.asvalla.example")).status, 421);
	await page.goto(`${portal.origin}/en/organisations/asvalla/settings/facts`);
	await page.fill("#f-hosts", "dialog.asvalla.example");
	await submit(page);
	const start = await ask(portal, "/", "dialog.asvalla.example");
	assert.equal(start.status, 303);
	const { body } = await ask(portal, start.location, "dialog.asvalla.example");
	assert.match(body, /<h1>Åsvalla/);
	assert.match((await ask(portal, "/en/methods", "dialog.asvalla.example")).body, /class="rl-sender"/);
	assert.equal((await ask(portal, "/", "dialog.nagonannan.example")).status, 421);
});

check("both are taken away again", async ({ portal, open }) => {
	const page = await begin(portal, open, "sixten@example.se");
	await page.goto(`${portal.origin}/en/organisations/asvalla/settings/appearance`);
	await page.fill("#f-colour", "");
	await page.click("label[for=f-remove]");
	await submit(page);
	assert.equal(await page.locator(".rl-plate").count(), 0);
	await page.goto(await portal.url("sv", "/organisations/asvalla"));
	assert.equal(await page.locator(".rl-sender img").count(), 0);
	assert.equal(await page.locator("link[href*=tema]").count(), 0);
});
