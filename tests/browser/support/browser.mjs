// SPDX-License-Identifier: EUPL-1.2
//
// Debian's Chromium, and tests that are skipped where it is not installed.

import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { startPortal } from "./portal.mjs";

const executablePath = "/usr/bin/chromium";

const missing = !existsSync(executablePath) &&
	`${executablePath} is not installed: apt-get install chromium, or script/install test`;

export function launch() {
	return chromium.launch({
		executablePath,
		args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
			"--disable-background-networking", "--disable-component-update", "--disable-sync"],
	});
}

// A click is over when the next page has begun to arrive. Whoever lists what is on it waits for its end,
// which is the footer.
function whole(page) {
	const list = page.$$eval.bind(page);
	page.$$eval = async (...what) => {
		await page.waitForSelector(".rl-footer", { state: "attached" });
		return list(...what);
	};
	return page;
}

// One portal and one browser for a test file; config is the portal's, such as "theme = skog", and options startPortal's. Gives the
// function that makes a test: it runs with { portal, open }, where open() makes a page in a context of its
// own, closed after the test.
export function withPortal(config, options) {
	const shared = {};
	if (!missing) {
		before(async () => {
			shared.portal = await startPortal(config, options);
			shared.browser = await launch();
		});
		after(async () => {
			await shared.browser?.close();
			await shared.portal?.stop();
		});
	}
	return (name, body) =>
		test(name, { skip: missing, timeout: 120000 }, async () => {
			const contexts = [];
			const open = async ({ signedIn = false, ...options } = {}) => {
				if (signedIn) options.storageState = (await shared.portal.person()).storageState;
				const context = await shared.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
				context.setDefaultTimeout(10000);
				contexts.push(context);
				return whole(await context.newPage());
			};
			try {
				await body({ portal: shared.portal, open });
			} finally {
				for (const context of contexts) await context.close();
			}
		});
}
