package io.flaregate.transport.guard;

import java.util.Locale;

/** Why a server ended a connection that its client would have kept. */
public enum EndReason {
  /** A request's headers, or a frame, did not come in time. */
  HEADER_TIMEOUT,
  /** The client did not read its answers. */
  SLOW_READER,
  /** The client kept a connection that was to end for its age. */
  AGE,
  /** More than 64 KiB came before a TLS handshake had ended. */
  HANDSHAKE_SIZE,
  /** SETTINGS (CVE-2019-9515). */
  SETTINGS_FLOOD,
  /** PING (CVE-2019-9512). */
  PING_FLOOD,
  /** PRIORITY, or frames of types that nobody knows (CVE-2019-9513). */
  PRIORITY_FLOOD,
  /** WINDOW_UPDATE beyond what answers and requests give reason for (CVE-2019-9511's kind). */
  WINDOW_UPDATE_FLOOD,
  /** Empty DATA that ends nothing (CVE-2019-9518). */
  EMPTY_DATA_FLOOD,
  /** Streams that the client gives up as soon as it has opened them (CVE-2023-44487). */
  RAPID_RESET,
  /** Streams that the client makes the server reset (CVE-2025-8671). */
  MADE_YOU_RESET;

  /** Its name as a label of metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
