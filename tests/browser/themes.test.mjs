// SPDX-License-Identifier: EUPL-1.2
//
// The themes that a portal can choose besides the usual one, which the other files judge: contrast in
// light and dark on kinds of page that together hold most patterns, and one theme sent, not all.

import assert from "node:assert/strict";
import { judge } from "./support/axe.mjs";
import { withPortal } from "./support/browser.mjs";
import { openFolds } from "./support/checks.mjs";
import { kinds, kindUrl } from "./support/kinds.mjs";

const themes = ["skog", "vin"];
const telling = ["start", "catalogue-filtered", "method", "compare", "question-numbers-faulty", "summary", "result",
	"article", "search-found", "account-done", "account-erase"];

for (const theme of themes) {
	const check = withPortal(`theme = ${theme}\n`, { mail: true });

	for (const kind of telling.map((name) => kinds.find((kind) => kind.name === name)))
		check(`theme ${theme}: ${kind.name}`, async ({ portal, open }) => {
			const page = await open({ bypassCSP: true, signedIn: kind.signedIn });
			const found = {};
			await page.goto(await kindUrl(portal, kind, "sv"));
			await openFolds(page);
			for (const colorScheme of ["light", "dark"]) {
				await page.emulateMedia({ colorScheme });
				found[colorScheme] = await judge(page, (axe) => axe.withRules("color-contrast"));
			}
			assert.deepEqual(Object.entries(found).filter(([, faults]) => faults.length), []);
		});

	check(`theme ${theme}: is sent alone`, async ({ portal, open }) => {
		const page = await open();
		const sent = [];
		page.on("request", (request) => sent.push(new URL(request.url()).pathname));
		await page.goto(await portal.url("sv", "/"), { waitUntil: "networkidle" });
		const own = sent.filter((path) => /theme|mark|ring/.test(path));
		assert.ok(own.length >= 3, own.join(" "));
		assert.deepEqual(own.filter((path) => !path.startsWith(`/assets/${theme}-`)), []);
	});
}
