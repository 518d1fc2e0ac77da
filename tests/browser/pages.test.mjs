// SPDX-License-Identifier: EUPL-1.2
//
// Every kind of page, in both languages, wide and narrow: frame, languages, widths, targets, and
// what the browser itself complains about. axe and html-validate have files of their own.

import assert from "node:assert/strict";
import { withPortal } from "./support/browser.mjs";
import { frame, listen, overflow, skeleton, smallTargets, spaceText } from "./support/checks.mjs";
import { kinds, kindUrl } from "./support/kinds.mjs";

const check = withPortal("", { mail: true });
const titles = { sv: new Map(), en: new Map() };

for (const kind of kinds)
	check(`page: ${kind.name}`, async ({ portal, open }) => {
		const page = await open({ signedIn: kind.signedIn });
		const heard = listen(page, portal.origin);
		const faults = [];
		const note = (where, found) => faults.push(...found.map((fault) => `${where}: ${fault}`));
		await page.addInitScript(() => {
			document.addEventListener("securitypolicyviolation", (event) =>
				console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
		});

		// Wide, in Swedish; over to English by the link, and back.
		const address = await kindUrl(portal, kind, "sv");
		const answer = await page.goto(address);
		assert.equal(answer.status(), kind.status ?? (kind.faulty ? 422 : 200));
		const policy = answer.headers()["content-security-policy"];
		assert.match(policy, /default-src 'none'/);
		assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval/);
		const both = {};
		for (const language of ["sv", "en"]) {
			note(`${language} 1280`, await frame(page, language));
			note(`${language} 1280`, await overflow(page));
			note(`${language} 1280`, await smallTargets(page));
			both[language] = await skeleton(page);
			const title = await page.title();
			if (title.trim() === "") faults.push(`${language}: no title`);
			const named = new URL(page.url()).pathname + (kind.faulty ? ", faulty" : "");
			const taken = titles[language].get(title) ?? named;
			if (taken !== named) faults.push(`${language}: the title "${title}" is also that of ${taken}`);
			titles[language].set(title, named);
			if (language === "sv") {
				const link = page.locator("header a[hreflang=en]");
				assert.equal(await link.getAttribute("lang"), "en");
				await link.click();
				await page.waitForLoadState(); // a click waits for the answer to begin, not to end
			}
		}
		const english = page.url();
		if (kind.status !== 404) {
			assert.equal(english, await kindUrl(portal, kind, "en"), "the link leads to the same page in English");
			assert.equal(new URL(english).search, new URL(address).search, "with the same query");
			const held = kind.ownWords ? (found) => ({ ...found, headings: "", links: 0 }) : (found) => found;
			assert.deepEqual(held(both.en), held(both.sv), "the two hold the same");
			const alternates = await page.$$eval("link[rel=alternate][hreflang]", (all) => all.map((link) => [link.hreflang, new URL(link.href).pathname]));
			assert.deepEqual(Object.fromEntries(alternates), { en: new URL(english).pathname, sv: new URL(address).pathname });
			await page.click("header a[hreflang=sv]");
			assert.equal(page.url(), address, "and back");
		}

		// Narrow: Swedish in the light, English in the dark.
		await page.setViewportSize({ width: 320, height: 700 });
		for (const [language, colorScheme] of [["sv", "light"], ["en", "dark"]]) {
			await page.emulateMedia({ colorScheme });
			const there = await kindUrl(portal, kind, language);
			if (page.url() !== there) await page.goto(there);
			await page.evaluate(() => {
				for (const fold of document.querySelectorAll("details")) fold.open = true;
				return document.fonts.ready;
			});
			note(`${language} 320`, await overflow(page));
			note(`${language} 320`, await smallTargets(page));
			await spaceText(page);
			note(`${language} 320 with text spacing`, await overflow(page));
		}
		assert.deepEqual([...faults, ...heard.faults], []);
	});
