// SPDX-License-Identifier: EUPL-1.2
//
// An account from its first letter to its removal, as its owner meets it: without scripts.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { withPortal } from "./support/browser.mjs";
import { heading, signUp, submit } from "./support/people.mjs";

const check = withPortal("seldom_per_minute = 10000\n", { mail: true });
const password = "kantarell gaffel tunnel sju";

// What an app shows (RFC 6238) for a secret in base32, so many periods from now.
function code(secret, periods = 0) {
	const bits = [...secret].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
	const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + periods));
	const digest = createHmac("sha1", key).update(counter).digest();
	const at = digest[19] & 15;
	return String((digest.readUInt32BE(at) & 0x7fffffff) % 1e6).padStart(6, "0");
}

// A page that only its owner sees, in Swedish.
async function openOwn(portal, page, address) {
	await page.goto(`${portal.origin}/en${address}`);
	await page.click(".rl-lang[lang=sv]");
}

async function signIn(portal, page, address, secret) {
	await page.goto(await portal.url("sv", "/account/sign-in"));
	await page.fill("#f-email", address);
	await page.fill("#f-password", secret);
	await submit(page);
}

check("sign up, out, and in again", async ({ portal, open }) => {
	const page = await open({ javaScriptEnabled: false });
	// Whoever wants something that asks for an account comes back to it.
	await openOwn(portal, page, "/account/my-data");
	assert.equal(await heading(page), "Logga in");
	await page.click("text=Skapa konto");
	await page.fill("#f-email", "Åsa@exämple.se");
	await submit(page);
	assert.match(await page.locator(".ds-error-summary").innerText(), /E-postadress/);
	await page.fill("#f-email", "asa@example.se");
	await submit(page);
	const letter = await portal.mail.next();
	assert.match(letter.subject, /Bekräfta din adress/);
	await page.goto(letter.link);
	await page.fill("#f-name", "<script>alert(1)</script> Åsa");
	await page.fill("#f-password", "kort");
	await submit(page);
	assert.match(await page.locator(".ds-error-summary").innerText(), /minst 12 tecken/);
	assert.equal(await page.inputValue("#f-name"), "<script>alert(1)</script> Åsa", "nothing is lost");
	assert.equal(await page.inputValue("#f-password"), "", "but a password is not sent back");
	await page.fill("#f-password", password);
	await submit(page);
	assert.equal(await heading(page), "My data", "on to what was asked for");
	await page.click(".rl-lang[lang=sv]");
	await page.click(".rl-nav >> text=Mitt konto");
	assert.match(await page.locator("main").innerText(), /<script>alert\(1\)<\/script> Åsa/);

	await page.goto(letter.link);
	assert.equal(await heading(page), "Länken gäller inte längre");

	await page.click(".rl-nav >> text=Mitt konto");
	await page.click("main >> text=Logga ut");
	await submit(page);
	await page.goto(await portal.url("sv", "/account/sign-in"));
	await signIn(portal, page, "ASA@example.se", "fel lösenord helt");
	assert.match(await page.locator(".ds-error-summary").innerText(), /hör inte ihop/);
	await page.fill("#f-password", password);
	await submit(page);
	assert.equal(await heading(page), "Mitt konto");
});

check("nobody learns whether an address has an account", async ({ portal, open }) => {
	const page = await open();
	const told = [];
	for (const address of ["finns@example.se", "finns-inte@example.se"]) {
		if (told.length === 0) {
			await signUp(portal, page, address, "Finn", password);
			await page.context().clearCookies();
		}
		const words = [];
		await signIn(portal, page, address, "fel lösenord helt");
		words.push(await page.locator("main").innerText());
		await page.fill("#f-email", address);
		await page.click("main button[name=other]");
		words.push(await page.locator("main").innerText());
		await page.goto(await portal.url("sv", "/account/sign-up"));
		await page.fill("#f-email", address);
		await submit(page);
		words.push(await page.locator("main").innerText());
		told.push(words);
	}
	assert.deepEqual(told[0], told[1]);
	assert.match((await portal.mail.next()).subject, /länk för att logga in/);
	assert.match((await portal.mail.next()).subject, /Du har redan ett konto/);
	assert.match((await portal.mail.next()).subject, /Bekräfta din adress/, "and no link to whoever has none");
});

check("sign in by a link, which opens once", async ({ portal, open }) => {
	const page = await open();
	await signUp(portal, page, "lena@example.se", "Lena", null);
	await page.context().clearCookies();
	await page.goto(await portal.url("sv", "/account/sign-in?next=//evil.example"));
	await page.fill("#f-email", "lena@example.se");
	await page.click("main button[name=other]");
	const { link } = await portal.mail.next();
	const another = await open();
	await another.goto(link);
	await page.goto(link);
	await submit(page);
	assert.equal(await heading(page), "Mitt konto", "and not where a stranger's address would lead");
	await submit(another);
	assert.equal(await heading(another), "Länken gäller inte längre");
});

check("two steps, with an app and with a recovery code", async ({ portal, open }) => {
	const page = await open();
	await signUp(portal, page, "tore@example.se", "Tore", password);
	await openOwn(portal, page, "/account/two-steps");
	const secret = await page.locator("main code").innerText();
	await page.fill("#f-code", "000000");
	await submit(page);
	assert.match(await page.locator(".ds-error-summary").innerText(), /Koden är fel/);
	assert.equal(await page.locator("main code").innerText(), secret, "the app keeps what it has read");
	await page.fill("#f-code", code(secret));
	await submit(page);
	const recovery = await page.locator(".rl-codes code").allInnerTexts();
	assert.equal(recovery.length, 10);
	assert.match((await portal.mail.next()).subject, /Tvåstegsinloggningen/);

	await page.context().clearCookies();
	await signIn(portal, page, "tore@example.se", password);
	assert.equal(await heading(page), "Ett steg till");
	await page.fill("#f-code", code(secret));
	await submit(page);
	assert.match(await page.locator(".ds-error-summary").innerText(), /redan använd/, "a code counts once");
	await page.fill("#f-code", code(secret, 1));
	await submit(page);
	assert.equal(await heading(page), "Mitt konto");

	for (const expected of ["Mitt konto", "Ett steg till"]) {
		await page.context().clearCookies();
		await signIn(portal, page, "tore@example.se", password);
		await page.fill("#f-code", recovery[0].toUpperCase().replaceAll("-", " "));
		await submit(page);
		assert.equal(await heading(page), expected, "a recovery code counts once");
	}
	assert.match((await portal.mail.next()).subject, /reservkod/);
});

check("see and end sessions", async ({ portal, open }) => {
	const here = await open(), there = await open(), elsewhere = await open();
	await signUp(portal, here, "siv@example.se", "Siv", password);
	for (const page of [there, elsewhere]) {
		await signIn(portal, page, "siv@example.se", password);
		assert.equal(await heading(page), "Mitt konto");
	}
	await openOwn(portal, here, "/account/sessions");
	assert.equal(await here.locator(".rl-rows > li").count(), 3);
	await here.locator(".rl-rows > li", { hasNotText: "Den här webbläsaren" }).first().locator("button").click();
	assert.equal(await here.locator(".rl-rows > li").count(), 2);
	await submit(here);
	assert.equal(await here.locator(".rl-rows > li").count(), 1);
	for (const page of [there, elsewhere]) {
		await page.reload();
		assert.equal(await heading(page), "Logga in");
	}
});

check("change the address, and stop one that an intruder made", async ({ portal, open }) => {
	const page = await open();
	await signUp(portal, page, "gammal@example.se", "Gun", password);
	await openOwn(portal, page, "/account/address");
	await page.fill("#f-email", "ny@example.se");
	await submit(page);
	const letters = [await portal.mail.next(), await portal.mail.next()];
	const toNew = letters.find((letter) => letter.to === "ny@example.se");
	const toOld = letters.find((letter) => letter.to === "gammal@example.se");
	await page.goto(toNew.link);
	await submit(page);
	assert.equal(await heading(page), "Adressen är bytt");
	assert.deepEqual([(await portal.mail.next()).to, (await portal.mail.next()).to].sort(), ["gammal@example.se", "ny@example.se"]);
	await page.goto(toOld.link);
	await submit(page);
	assert.equal(await heading(page), "Den gamla adressen är kvar");
	assert.equal((await portal.mail.next()).to, "gammal@example.se");
	await signIn(portal, page, "gammal@example.se", password);
	assert.match(await page.locator(".ds-error-summary").innerText(), /hör inte ihop/, "the password has gone");
});

check("take everything home, and leave", async ({ portal, open }) => {
	const page = await open();
	await signUp(portal, page, "evert@example.se", "Evert", password);
	await openOwn(portal, page, "/account/my-data");
	const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Hämta mina uppgifter")]);
	assert.equal(download.suggestedFilename(), "mina-uppgifter.zip");
	await page.click("main >> text=Ta bort mitt konto");
	await submit(page);
	assert.match(await page.locator(".ds-error-summary").innerText(), /Kryssa/);
	await page.click("label[for=f-sure]");
	await submit(page);
	assert.equal(await heading(page), "Ditt konto är borttaget");
	assert.match((await portal.mail.next()).subject, /är borttaget/);
	await signIn(portal, page, "evert@example.se", password);
	assert.match(await page.locator(".ds-error-summary").innerText(), /hör inte ihop/);
	await signUp(portal, page, "evert@example.se", "Evert igen", password);
});
