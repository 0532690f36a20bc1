package io.flaregate.ingester.service;

import java.util.regex.Pattern;

/** The forms of a UUID that an ingester takes: those that Go programs take. */
final class Uuids {
  private static final String HYPHENED =
      "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
  private static final Pattern UUID =
      Pattern.compile(
          "[0-9a-f]{32}|(urn:uuid:)?" + HYPHENED + "|\\{" + HYPHENED + "}",
          Pattern.CASE_INSENSITIVE);
  private static final int MAX_LENGTH = 45;

  private Uuids() {}

  static boolean isUuid(String text) {
    return text.length() <= MAX_LENGTH && UUID.matcher(text).matches();
  }
}
