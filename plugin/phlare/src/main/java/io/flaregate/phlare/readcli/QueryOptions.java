package io.flaregate.phlare.readcli;

import io.flaregate.phlare.ringcli.LabelText;
import java.util.List;
import picocli.CommandLine.Option;

/** Which series are asked about. */
final class QueryOptions {
  @Option(
      names = "--query",
      paramLabel = "SELECTOR",
      defaultValue = "{}",
      description = "Of which series: '{service_name=\"shop\", region=~\"eu-.*\"}'. Default: all.")
  private String query = "{}";

  /**
   * The selector.
   *
   * @throws picocli.CommandLine.ParameterException if it is none
   */
  String selector(ReadOptions options) {
    try {
      List<LabelText.Matcher> checked = LabelText.selector(query);
      return checked.isEmpty() ? "{}" : query.strip();
    } catch (IllegalArgumentException e) {
      throw options.wrong("--query: " + e.getMessage());
    }
  }
}
