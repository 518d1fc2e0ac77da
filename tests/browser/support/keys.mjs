// SPDX-License-Identifier: EUPL-1.2
//
// Going through a page with the keyboard, with focus in sight at every stop.

import assert from "node:assert/strict";

// How everything that can take focus looks without it. The look of a choice's frame or a card may
// change instead of the control's own.
export const remember = (page) =>
	page.evaluate(() => {
		document.activeElement?.blur();
		window.unfocused = new WeakMap();
		for (const element of document.querySelectorAll("*")) {
			const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(element);
			window.unfocused.set(element, [outlineStyle, outlineWidth, outlineColor, boxShadow].join());
		}
	});

// What has focus now, and whether it can be seen: a changed outline or shadow, on the screen.
export const focused = (page) =>
	page.evaluate(() => {
		const element = document.activeElement;
		if (element === document.body) return null;
		let visible = false;
		for (let near = element, up = 0; near && up < 3; near = near.parentElement, up++) {
			const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(near);
			const drawn = (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
			visible ||= drawn && window.unfocused.get(near) !== [outlineStyle, outlineWidth, outlineColor, boxShadow].join();
		}
		const box = element.getBoundingClientRect();
		return {
			visible: visible && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
			what: element.outerHTML.slice(0, 120),
			href: element.getAttribute("href"),
			name: element.getAttribute("name"),
			value: element.value,
			main: element.localName === "main",
		};
	});

// Tab until something wanted has focus; every stop on the way must be visible.
export async function tabTo(page, wanted) {
	const stops = [];
	for (let i = 0; i < 150; i++) {
		await page.keyboard.press("Tab");
		const stop = await focused(page);
		if (!stop) continue;
		assert.ok(stop.visible, `focus cannot be seen on ${stop.what} at ${page.url()}`);
		stops.push(stop.what);
		if (wanted(stop)) return;
	}
	assert.fail(`Tab never came to what was wanted at ${page.url()}; it stopped at\n${stops.join("\n")}`);
}

export async function enter(page) {
	await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
	await remember(page);
}
