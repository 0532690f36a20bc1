package io.flaregate.phlare.receiver.ingest;

import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.answer.AnswerException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parameter {@code name}: {@code app{label=value,other=value}}.
 *
 * @param app the application's name
 * @param labels its labels in their order
 */
record AppName(String app, Map<String, String> labels) {
  private static final int MAX_LENGTH = 64 * 1024;

  /**
   * Reads a name.
   *
   * @throws AnswerException if it is not of this form
   */
  static AppName parse(String text) {
    if (text.isBlank()) {
      throw invalid("the parameter name is missing: name=app{label=value}");
    }
    if (text.length() > MAX_LENGTH) {
      throw invalid("the parameter name is more than " + MAX_LENGTH + " characters long");
    }
    int brace = text.indexOf('{');
    if (brace < 0) {
      return new AppName(text.trim(), Map.of());
    }
    String app = text.substring(0, brace).trim();
    if (app.isEmpty()) {
      throw invalid("the parameter name has no application before its labels");
    }
    if (!text.endsWith("}")) {
      throw invalid("the labels of the parameter name do not end with }");
    }
    return new AppName(app, labels(text.substring(brace + 1, text.length() - 1)));
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new LinkedHashMap<>();
    int at = 0;
    while (at <= text.length()) {
      int comma = text.indexOf(',', at);
      int end = comma < 0 ? text.length() : comma;
      String pair = text.substring(at, end).trim();
      at = end + 1;
      int equals = pair.indexOf('=');
      if (equals > 0) {
        labels.put(pair.substring(0, equals).trim(), pair.substring(equals + 1).trim());
      } else if (!pair.isEmpty()) {
        throw invalid("a label of the parameter name is not of the form label=value");
      }
    }
    return labels;
  }

  private static AnswerException invalid(String message) {
    return new AnswerException(Answer.refused(Answer.Kind.INVALID, message));
  }
}
