// SPDX-License-Identifier: EUPL-1.2
//
// Signing in elsewhere, with a real OpenID provider: set up by an administrator, used by people.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before } from "node:test";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { withPortal } from "./support/browser.mjs";
import { heading, signUp, submit, takeRole } from "./support/people.mjs";

const check = withPortal("seldom_per_minute = 10000\n", { mail: true });
const script = path.join(path.dirname(fileURLToPath(import.meta.url)), "../support/oidc-provider.mjs");
const provider = {};

before(async () => {
	provider.process = spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "ignore"] });
	provider.issuer = await new Promise((resolve, reject) => {
		provider.process.stdout.once("data", (bytes) => resolve(String(bytes).trim()));
		provider.process.once("exit", (code) => reject(new Error(`the provider ended with ${code}`)));
	});
});
after(() => provider.process?.kill("SIGKILL"));

// The provider of the whole file, added by an administrator.
let added;
async function addProvider(portal, open) {
	const page = await open();
	await signUp(portal, page, "admin@example.se", "Adam Admin", "kantarell gaffel tunnel sju");
	await takeRole(portal, page, "admin@example.se", "portal-administrator");
	await page.goto(`${portal.origin}/en/portal/logins/add`);
	await page.click(".rl-lang[lang=sv]");
	await page.fill("#f-name", "Kommunlogin");
	await page.fill("#f-issuer", provider.issuer.replace("http:", "https:"));
	await page.fill("#f-client_id", "radslag-test");
	await page.fill("#f-client_secret", "fel");
	await page.fill("#f-scope", "openid profile email");
	await page.fill("#f-rules", "groups = dialog-admin: kung");
	await page.click("label[for=f-enabled]");
	await submit(page);
	assert.match(await page.locator(".ds-error-summary").innerText(), /Rad 1 har inte formen/);
	await page.fill("#f-rules", "groups = dialog-admin: portal-editor");
	await submit(page);
	assert.match(await page.locator(".ds-error-summary").innerText(), /Tjänsten går inte att använda/);
	assert.equal(await page.inputValue("#f-client_secret"), "");
	await page.fill("#f-issuer", provider.issuer);
	await page.fill("#f-client_secret", "en hemlighet: 100 % & mer+");
	await submit(page);
	assert.match(await page.locator("main").innerText(), /Kommunlogin/);
	return page;
}

async function signInElsewhere(portal, page, name) {
	await page.goto(await portal.url("sv", "/account/sign-in"));
	await page.click("text=Kommunlogin");
	await page.fill("input[name=login]", name);
	await page.click("button[value=yes]");
	await page.waitForSelector("main h1");
}

check("a provider is added, and people sign in with it", async ({ portal, open }) => {
	const admin = await (added ??= addProvider(portal, open));
	const page = await open();
	await page.goto(`${portal.origin}/en/account/my-data`);
	await page.click("text=Kommunlogin");
	await page.fill("input[name=login]", "anna");
	await page.click("button[value=yes]");
	await page.waitForSelector("main h1");
	assert.equal(await heading(page), "My data", "on to what was asked for");
	await page.click(".rl-lang[lang=sv]");
	await page.click(".rl-nav >> text=Mitt konto");
	assert.match(await page.locator("main").innerText(), /Anna Åkesson[\s\S]*anna@example\.se/);

	// The claim gave a role, and another person has none.
	await admin.goto(`${portal.origin}/en/portal/members`);
	assert.match(await admin.locator("main").innerText(), /Anna Åkesson[\s\S]*Editor of the portal/);
	const other = await open();
	await signInElsewhere(portal, other, "bo");
	assert.equal(await heading(other), "Mitt konto");
	await admin.reload();
	assert.doesNotMatch(await admin.locator("main").innerText(), /Bo Ek/);

	// The same person comes back to the same account.
	await page.context().clearCookies();
	await signInElsewhere(portal, page, "anna");
	assert.match(await page.locator("main").innerText(), /Anna Åkesson/);
});

check("whoever says no, or comes with another's answer, is not signed in", async ({ portal, open }) => {
	const page = await open(), thief = await open();
	await page.goto(await portal.url("sv", "/account/sign-in"));
	await page.click("text=Kommunlogin");
	await page.fill("input[name=login]", "anna");
	await page.click("button[value=no]");
	await page.waitForSelector("main h1");
	assert.equal(await heading(page), "Du är inte inloggad med Kommunlogin");

	// The address with the code, opened in another browser, and then in the right one.
	const { request } = page.context();
	let method = "get", back;
	await page.goto(await portal.url("sv", "/account/sign-in"));
	back = new URL(await page.locator("text=Kommunlogin").getAttribute("href"), portal.origin).href;
	for (let i = 0; !new URL(back).pathname.includes("/tillbaka/") && i < 10; i++) {
		const answer = await request[method](back, { maxRedirects: 0, form: method === "post" ? { login: "anna", answer: "yes" } : undefined });
		method = answer.status() === 200 ? "post" : "get"; // the page that asks for a name
		back = new URL(answer.headers().location ?? back, back).href;
	}
	await thief.goto(back);
	assert.equal(await heading(thief), "Du är inte inloggad med Kommunlogin");
	await page.goto(back);
	assert.equal(await heading(page), "Mitt konto");
	await page.goto(back);
	assert.equal(await heading(page), "Du är inte inloggad med Kommunlogin", "it works once");
});

check("an account is connected to a login", async ({ portal, open }) => {
	const page = await open();
	await signUp(portal, page, "cilla@example.se", "Cilla", null);
	await page.click("text=Koppla en annan inloggning");
	await page.click("main >> text=Kommunlogin");
	await page.fill("input[name=login]", "cilla");
	await page.click("button[value=yes]");
	await page.waitForSelector("main h1");
	assert.match((await portal.mail.next()).subject, /inloggning öppnar ditt konto/, "its owner is told");
	await page.context().clearCookies();
	await signInElsewhere(portal, page, "cilla");
	assert.match(await page.locator("main").innerText(), /cilla@example\.se/);
	// Whoever must sign in again shows themselves there again, though the provider remembers them.
	await page.goto(await portal.url("sv", "/account/sign-in?again=1"));
	await page.click("text=Kommunlogin");
	assert.ok(await page.locator("input[name=login]").count());
	// Another's login cannot be taken over.
	const other = await open();
	await signUp(portal, other, "doris@example.se", "Doris", null);
	await other.click("text=Koppla en annan inloggning");
	await other.click("main >> text=Kommunlogin");
	await other.fill("input[name=login]", "cilla");
	await other.click("button[value=yes]");
	await other.waitForSelector("main h1");
	assert.equal(await heading(other), "Inloggningen hör till ett annat konto");
});

check("a personal number is refused", async ({ portal, open }) => {
	const page = await open();
	await signInElsewhere(portal, page, "191212121212");
	assert.match(await page.locator("main").innerText(), /personnummer/);
});
