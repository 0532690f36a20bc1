package io.flaregate.otlp.config;

/** What happens to requests whose samples are numbered as before OTLP 1.10. */
public enum LegacyLayouts {
  /** They are renumbered and taken. */
  TRANSCODE,
  /** They are refused with a message that names the layout. */
  REJECT,
  /** They are not looked for: what they hold is read as the present layout. */
  OFF
}
