// SPDX-License-Identifier: EUPL-1.2
//
// axe on every kind of page: WCAG 2.0, 2.1 and 2.2, levels A and AA. Swedish in light and dark and
// on a narrow screen, English in the light; folds are open. Contrast takes most of axe's time, so in
// the dark it alone is judged, and it is left out where colours are the same as in the first run.

import assert from "node:assert/strict";
import { judge } from "./support/axe.mjs";
import { withPortal } from "./support/browser.mjs";
import { openFolds } from "./support/checks.mjs";
import { kinds, kindUrl } from "./support/kinds.mjs";

const check = withPortal("", { mail: true });

for (const kind of kinds)
	check(`axe: ${kind.name}`, async ({ portal, open }) => {
		// axe is put into the page, which its policy forbids: it is set aside here and only here.
		const page = await open({ bypassCSP: true, signedIn: kind.signedIn });
		const found = {};
		const swedish = await kindUrl(portal, kind, "sv");
		await page.goto(swedish);
		await openFolds(page);
		found["sv 1280 light"] = await judge(page);
		await page.emulateMedia({ colorScheme: "dark" });
		found["sv 1280 dark"] = await judge(page, (axe) => axe.withRules("color-contrast"));
		await page.emulateMedia({ colorScheme: "light" });
		await page.setViewportSize({ width: 320, height: 700 });
		found["sv 320 light"] = await judge(page, (axe) => axe.disableRules("color-contrast"));
		await page.setViewportSize({ width: 1280, height: 900 });
		await page.goto(await kindUrl(portal, kind, "en"));
		found["en 1280 light"] = await judge(page, (axe) => axe.disableRules("color-contrast"));
		assert.deepEqual(Object.entries(found).filter(([, faults]) => faults.length), []);
	});
