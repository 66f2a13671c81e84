/** The text of a JSON array of texts and missing values. Half characters, which no UTF-8 text can hold, become replacement characters. */
export function jsonOfTexts(values: readonly (string | null)[]): string {
  const json = JSON.stringify(values)
  // Whole characters are never escaped like this; a backslash of the values' own may be, and is then written once more.
  return json.includes('\\ud') ? JSON.stringify(values.map((value) => (value === null ? null : Buffer.from(value).toString()))) : json
}
