// SPDX-License-Identifier: EUPL-1.2
//
// People of a portal with a mail server: how they sign up and get their roles, as people do.

import assert from "node:assert/strict";

export const submit = (page) => page.click("main form.rl-form button[type=submit]:not([name])");
export const heading = (page) => page.locator("main h1").innerText();

// Makes an account, and leaves its page in Swedish.
export async function signUp(portal, page, address, name, password) {
	await page.goto(await portal.url("sv", "/account/sign-up"));
	await page.fill("#f-email", address);
	await submit(page);
	const letter = await portal.mail.next();
	assert.equal(letter.to, address);
	await page.goto(letter.link);
	await page.fill("#f-name", name);
	if (password) await page.fill("#f-password", password);
	await submit(page);
	assert.equal(await heading(page), "Mitt konto");
	return letter;
}

// Gives whoever is signed in on the page a role of the portal, or of an organisation by its slug.
export async function takeRole(portal, page, address, role, organisation) {
	const said = await portal.command("invite", address, role, ...(organisation ? ["--organisation", organisation] : []));
	await page.goto(portal.origin + /\/[^\s/]+\?token=[\w-]+/.exec(said)[0]);
	await page.click("main form button[name=accept]");
}
