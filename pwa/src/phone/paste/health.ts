/** What a line of chat says of somebody's health. A word that is not understood is never taken for "well". */

export interface Health {
  /** The highest in the text, tenths of a degree. */
  readonly temperature: number | null;
  readonly symptoms: readonly string[];
  /** ill, well: said so · silent: nothing about it · unclear: a word, or a bare number, that a person has to read. */
  readonly says: "ill" | "well" | "silent" | "unclear";
}

const SYMPTOM_WORDS: readonly (readonly [string, RegExp])[] = [
  ["fever", /发热|发烧|[高低]烧|[高低]热|烧到|在烧/],
  ["cough", /咳/],
  ["fatigue", /乏力|没力气|没劲/],
  ["returned", /外出|返汉|刚回/],
  ["contact", /密接/],
];
const ILL = "(?:发热|发烧|[高低][烧热]|咳嗽|咳|乏力|喘|烧|不适|不舒服|难受|异常|症状|感冒|腹泻|[头咽肚]?[痛疼])";
const WENT = "(?:外出|出门|返汉|密接|接触史?|旅居史?)";
const NOT = "(?:没有|[无没不未])(?:再|有|人|任何|出现|明显|什么)*";
/** 无发热, 没有咳嗽, 无发热、咳嗽等症状, 未外出: said not to be so. */
const DENIED = new RegExp(`${NOT}(?:${ILL}(?:[、和及与或/]*${ILL})*(?:等?(?:症状|情况|现象))?|${WENT})`, "g");
/** 低于37.3, 37.3以下: a limit, not a reading. */
const LIMIT = /(?:低于|不超过|小于|<)\s*\d\d(?:\.\d)?(?:度|℃)?|\d\d(?:\.\d)?(?:度|℃)?\s*(?:以下|之下|以内)/g;
const WELL = /正常|良好|健康|平安|无恙|[都很还安挺全]好|一切好|没事|没问题|无碍|\bok(?:ay)?\b|\bfine\b|\bnormal\b|[👌✅✔√]/giu;
const TEMPERATURE = /(3[4-9]|4[0-2])\s*(?:[.。·]|点|度(?=\d))\s*(\d)\d?(?!\d)/g;
const WHOLE = /(3[4-9]|4[0-2])\s*(?:度|℃)/g;
const THERMOMETER = /(?:体温|温度)[::是为\s]*((?:3[4-9]|4[0-2])\d?)(?!\d)/g;
/** What may be a temperature without its point, or half of one. */
const BARE = /(?:^|\D)(?:3[4-9]|4[0-2])\d?(?!\d)/;
/** Words of illness, of absence, of doubt, and any "not" that is left: to be read by a person. */
const UNCLEAR = /[烧热咳喘痛疼晕吐泻呕病冒炎阳嗓咽鼻涕闷冷寒抖痰腹药乏死救急不没无未非空?]|难受|门诊|医院|隔离|确诊|疑似|密切|接触|感染|核酸|异常|老家|外地|出差|搬|度|fever|cough|sick|ill|pain|flu/i;

/** Full-width digits and signs made plain, as people's keyboards mix them. */
export function plain(text: string): string {
  return text.normalize("NFKC");
}

function highest(text: string): number | null {
  const found = [
    ...[...text.matchAll(TEMPERATURE)].map((m) => Number(m[1]) * 10 + Number(m[2])),
    ...[...text.matchAll(WHOLE)].map((m) => Number(m[1]) * 10),
    ...[...text.matchAll(THERMOMETER)].map((m) => Number((m[1] ?? "").padEnd(3, "0"))),
  ];
  return found.length > 0 ? Math.max(...found) : null;
}

/** The text without its temperatures. */
export function withoutTemperatures(text: string): string {
  return text.replace(LIMIT, " ").replace(TEMPERATURE, " ").replace(WHOLE, " ").replace(THERMOMETER, " ");
}

/** Reads a line without its door; `text` is plain. */
export function healthIn(text: string): Health {
  const read = text.replace(LIMIT, " 正常 ");
  const temperature = highest(read);
  const said = withoutTemperatures(read).replace(DENIED, " 正常 ");
  const symptoms = SYMPTOM_WORDS.filter(([, word]) => word.test(said)).map(([id]) => id);
  if (symptoms.length > 0) return { temperature, symptoms, says: "ill" };
  const well = said.search(WELL) >= 0;
  const rest = said.replace(WELL, " ");
  if (UNCLEAR.test(rest) || BARE.test(rest)) return { temperature, symptoms, says: "unclear" };
  return { temperature, symptoms, says: temperature !== null || well ? "well" : "silent" };
}
