package io.flaregate.gateway;

/** The version that runs, from the jar's manifest. */
final class Version {
  private Version() {}

  static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
