/** Where to tap, by the browser's name. */

import { expect, test } from "vitest";
import { menuOf } from "../../src/phone/install/browser";

const CHROME = "Mozilla/5.0 (Linux; Android 10; Redmi Note 8) AppleWebKit/537.36 Chrome/109.0 Mobile Safari/537.36";

test("Chrome has its menu above, UC and Xiaomi below, an iPhone a share button", () => {
  expect(menuOf(CHROME)).toBe("topMenu");
  expect(menuOf(`${CHROME} UCBrowser/15.5`)).toBe("bottomMenu");
  expect(menuOf(`${CHROME} XiaoMi/MiuiBrowser/17.1`)).toBe("bottomMenu");
  expect(menuOf("Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) Version/15.0 Mobile Safari/604.1")).toBe("share");
});
