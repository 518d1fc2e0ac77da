// SPDX-License-Identifier: EUPL-1.2
//
// How somebody comes to act for an organisation: invited by letter, or asking for it. Without scripts.

import assert from "node:assert/strict";
import { withPortal } from "./support/browser.mjs";
import { heading, signUp, submit } from "./support/people.mjs";

const check = withPortal("seldom_per_minute = 10000\n", { mail: true });

check("an invitation leads through signing up to a role", async ({ portal, open }) => {
	const admin = await open({ signedIn: true, javaScriptEnabled: false });
	await admin.goto(await portal.url("en", "/organisations/asvalla/members/invitations"));
	await admin.fill("input[name=email]", "olle@asvalla.example");
	await admin.click("main form button[type=submit]");
	assert.match(await admin.locator(".ds-error-summary").innerText(), /role/i, "roles must be chosen");
	assert.equal(await admin.inputValue("input[name=email]"), "olle@asvalla.example");
	await admin.click("label:has-text('Officer') >> nth=0");
	await admin.click("main form button[type=submit]");
	const letter = await portal.mail.next();
	assert.equal(letter.to, "olle@asvalla.example");

	const olle = await open({ javaScriptEnabled: false });
	await olle.goto(letter.link);
	assert.equal(await heading(olle), "Logga in");
	await olle.click("text=Skapa konto");
	await olle.fill("#f-email", "olle@asvalla.example");
	await submit(olle);
	await olle.goto((await portal.mail.next()).link);
	await olle.fill("#f-name", "Olle Officer");
	await submit(olle);
	await olle.click("main form button[name=accept]");
	await olle.click(".rl-nav__account a");
	assert.match(await olle.locator("main").innerText(), /Åsvalla[^\n]*: Tjänsteperson/);
	await olle.goto(letter.link);
	assert.equal(await olle.locator("main form button[name=accept]").count(), 0, "an invitation works once");

	// Another person cannot take it, and an officer does not see the members.
	await olle.goto(`${portal.origin}/en/organisations/asvalla/members`);
	assert.equal(await heading(olle), "You may not do this");
	await admin.goto(await portal.url("en", "/organisations/asvalla/members"));
	assert.match(await admin.locator("main").innerText(), /Olle Officer/);
	await admin.goto(await portal.url("en", "/organisations/asvalla/log"));
	assert.match(await admin.locator("main").innerText(), /Olle Officer\s+accepted an invitation/);
});

check("a role that is taken away is gone at once", async ({ portal, open }) => {
	const admin = await open({ signedIn: true });
	const person = await open();
	await signUp(portal, person, "rut@asvalla.example", "Rut", null);
	const said = await portal.command("invite", "rut@asvalla.example", "administrator", "--organisation", "asvalla");
	await person.goto(portal.origin + /\/[^\s/]+\?token=[\w-]+/.exec(said)[0]);
	await person.click("main form button[name=accept]");
	await person.goto(`${portal.origin}/en/organisations/asvalla/settings`);
	assert.equal(await heading(person), "Settings");
	await admin.goto(await portal.url("en", "/organisations/asvalla/members"));
	await admin.click("a:has-text('Change Rut')");
	await admin.click("button:has-text('Remove Rut')");
	await person.reload();
	assert.equal(await heading(person), "You may not do this");
});
