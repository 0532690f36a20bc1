package io.flaregate.gateway.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What a form must send back, so that another site cannot post in an operator's name. */
final class CsrfToken {
  private static final int BYTES = 32;

  private final String value;

  CsrfToken() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    value = HexFormat.of().formatHex(bytes);
  }

  String value() {
    return value;
  }

  boolean matches(String given) {
    return MessageDigest.isEqual(
        value.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}
