/** What this phone is called, and which build runs on it. */

declare const __BUILD__: string;

export const BUILD: string = typeof __BUILD__ === "string" ? __BUILD__ : "dev";

export function device(): { label: string; platform: string } {
  const agent = navigator.userAgent;
  const found = /MicroMessenger|HuaweiBrowser|MiuiBrowser|UCBrowser|MQQBrowser|Firefox|Edg|Chrome|Safari/.exec(agent)?.[0] ?? "";
  const system = /Android|iPhone|iPad|HarmonyOS|Windows|Mac|Linux/.exec(agent)?.[0] ?? "";
  return { label: [system, found].filter(Boolean).join(" · ") || "phone", platform: agent.slice(0, 120) };
}
