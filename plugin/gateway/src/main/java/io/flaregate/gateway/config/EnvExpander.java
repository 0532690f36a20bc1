package io.flaregate.gateway.config;

import io.flaregate.spi.config.ConfigNode;
import io.flaregate.spi.config.ConfigNode.Entry;
import io.flaregate.spi.config.ConfigNode.Mapping;
import io.flaregate.spi.config.ConfigNode.Scalar;
import io.flaregate.spi.config.ConfigNode.Sequence;
import io.flaregate.spi.config.Position;
import io.flaregate.spi.config.ProblemList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts the environment into values: {@code ${env:NAME}}, {@code ${env:NAME:-default}}, and {@code
 * $$} for a dollar sign. What comes in stays a part of its scalar: it is never read as YAML and
 * never expanded again. A {@code $} before anything else stands for itself.
 */
final class EnvExpander {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,1023}");
  private static final String SCHEME = "env:";
  private static final String DEFAULT = ":-";

  private final Environment environment;
  private final ProblemList problems;
  private final Redactor redactor;

  EnvExpander(Environment environment, ProblemList problems, Redactor redactor) {
    this.environment = environment;
    this.problems = problems;
    this.redactor = redactor;
  }

  ConfigNode expand(ConfigNode node, String path) {
    if (node instanceof Mapping mapping) {
      Map<String, Entry> entries = new LinkedHashMap<>();
      mapping
          .entries()
          .forEach(
              (key, entry) ->
                  entries.put(
                      key,
                      new Entry(
                          entry.keyPosition(),
                          expand(entry.value(), ProblemList.path(path, key)))));
      return new Mapping(entries, mapping.position());
    }
    if (node instanceof Sequence sequence) {
      List<ConfigNode> items = new ArrayList<>();
      for (ConfigNode item : sequence.items()) {
        items.add(expand(item, ProblemList.path(path, Integer.toString(items.size()))));
      }
      return new Sequence(items, sequence.position());
    }
    return scalar((Scalar) node, path);
  }

  private Scalar scalar(Scalar scalar, String path) {
    String text = scalar.text();
    if (text == null || text.indexOf('$') < 0) {
      return scalar;
    }
    int before = redactor.size();
    String expanded = text(text, scalar.position(), path);
    if (redactor.size() > before) {
      // Messages cut what they quote: of a value within a longer text only a part may be shown.
      redactor.add(expanded, text, scalar.position());
    }
    return new Scalar(expanded, scalar.plain(), scalar.position());
  }

  private String text(String text, Position position, String path) {
    StringBuilder expanded = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
      if (c == '$' && next == '$') {
        expanded.append('$');
        at += 2;
      } else if (c == '$' && next == '{') {
        int end = text.indexOf('}', at);
        if (end < 0) {
          problems.error(path, position, "${ without a } after it; write $$ for a dollar sign");
          return text;
        }
        String value = value(text.substring(at + 2, end), position, path);
        expanded.append(value == null ? "" : value);
        at = end + 1;
      } else {
        expanded.append(c);
        at++;
      }
    }
    return expanded.toString();
  }

  private @Nullable String value(String inside, Position position, String path) {
    String written = "${" + inside + "}";
    if (!inside.startsWith(SCHEME)) {
      String hint =
          NAME.matcher(inside).matches()
              ? "write ${env:" + inside + "}"
              : "only ${env:NAME} and ${env:NAME:-default} are supported";
      problems.error(path, position, written + ": " + hint + "; write $$ for a dollar sign");
      return null;
    }
    String rest = inside.substring(SCHEME.length());
    int mark = rest.indexOf(DEFAULT);
    String name = mark < 0 ? rest : rest.substring(0, mark);
    if (!NAME.matcher(name).matches()) {
      problems.error(path, position, written + ": \"" + name + "\" is no name of a variable");
      return null;
    }
    String value = environment.get(name);
    if (value != null) {
      redactor.add(value, written, position);
      return value;
    }
    return mark < 0
        ? undefined(name, position, path)
        : fallback(rest.substring(mark + DEFAULT.length()), written, position, path);
  }

  private @Nullable String undefined(String name, Position position, String path) {
    problems.error(
        path,
        position,
        "the environment variable " + name + " is not set; give a default: ${env:" + name + ":-…}");
    return null;
  }

  private @Nullable String fallback(
      String fallback, String written, Position position, String path) {
    if (fallback.contains("${")) {
      problems.error(path, position, written + "…: a default cannot hold another substitution");
      return null;
    }
    return fallback;
  }
}
