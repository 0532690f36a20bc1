package io.flaregate.phlare.readcli;

import picocli.CommandLine.Option;

/** How a list is written. */
final class ListOptions {
  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "A line of text or a JSON object for each. Default: ${DEFAULT-VALUE}.")
  private Session.Format format = Session.Format.TEXT;

  boolean json() {
    return format == Session.Format.JSON;
  }
}
