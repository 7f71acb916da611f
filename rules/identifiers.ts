/**
 * INT-08: one mailbox, one spelling: trimmed, NFC, lower case. Whether it is an address at all is the border's check.
 */
export function normalEmail(text: string): string {
  return text.trim().normalize('NFC').toLowerCase();
}

/**
 * INT-08: E.164 where the number can be read: digits kept, `00` becomes `+`, and ten digits (or eleven with a leading
 * 1) are North American. Anything else is returned as its digits, which match nothing.
 */
export function normalPhone(text: string): string {
  const plus = /^\s*(\+|00)/.test(text);
  const digits = text.replace(/\D/g, '').replace(/^00/, '');
  if (plus) return `+${digits}`;
  if (digits.length === 10) return `+1${digits}`;
  if (digits.length === 11 && digits.startsWith('1')) return `+${digits}`;
  return digits;
}
