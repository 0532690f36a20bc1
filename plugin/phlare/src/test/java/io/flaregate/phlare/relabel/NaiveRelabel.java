package io.flaregate.phlare.relabel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus' {@code relabel_config} over a map of texts, by the JDK's regular expressions. Knows
 * targets without groups, and of replacements {@code $1}, {@code $2}, {@code $$} with or without
 * braces.
 */
public final class NaiveRelabel {
  private static final Pattern GROUP = Pattern.compile("\\$(?:(\\$)|\\{?([12])\\}?)");

  /** What was compiled before: a fuzzer uses few regexes, again and again. */
  private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

  private NaiveRelabel() {}

  /** The labels afterwards as a map's text, or {@code dropped}. */
  static String apply(List<RelabelRuleConfig> rules, Map<String, String> given) {
    SortedMap<String, String> labels = labels(rules, given);
    return labels == null ? "dropped" : labels.toString();
  }

  /** The labels afterwards; null if the series is dropped. */
  public static @Nullable SortedMap<String, String> labels(
      List<RelabelRuleConfig> rules, Map<String, String> given) {
    SortedMap<String, String> labels = new TreeMap<>(given);
    for (RelabelRuleConfig rule : rules) {
      if (!keeps(rule, labels)) {
        return null;
      }
      change(rule, labels);
    }
    return labels;
  }

  private static String source(RelabelRuleConfig rule, Map<String, String> labels) {
    return String.join(
        rule.separator(),
        rule.sourceLabels().stream().map(name -> labels.getOrDefault(name, "")).toList());
  }

  private static boolean keeps(RelabelRuleConfig rule, Map<String, String> labels) {
    String source = source(rule, labels);
    String target = labels.getOrDefault(rule.targetLabel(), "");
    return switch (rule.action()) {
      case KEEP -> matches(rule, source);
      case DROP -> !matches(rule, source);
      case KEEPEQUAL -> source.equals(target);
      case DROPEQUAL -> !source.equals(target);
      default -> true;
    };
  }

  private static boolean matches(RelabelRuleConfig rule, String text) {
    return expand(rule, text) != null;
  }

  private static void change(RelabelRuleConfig rule, Map<String, String> labels) {
    String source = source(rule, labels);
    switch (rule.action()) {
      case REPLACE -> {
        String value = expand(rule, source);
        if (value != null) {
          put(labels, rule.targetLabel(), value);
        }
      }
      case LOWERCASE -> put(labels, rule.targetLabel(), source.toLowerCase(Locale.ROOT));
      case UPPERCASE -> put(labels, rule.targetLabel(), source.toUpperCase(Locale.ROOT));
      case HASHMOD -> put(labels, rule.targetLabel(), hash(source, rule.modulus()));
      case LABELMAP ->
          new TreeMap<>(labels)
              .forEach(
                  (name, value) -> {
                    String to = expand(rule, name);
                    if (to != null && !to.isEmpty()) {
                      labels.put(to, value);
                    }
                  });
      case LABELDROP -> labels.keySet().removeIf(name -> matches(rule, name));
      case LABELKEEP -> labels.keySet().removeIf(name -> !matches(rule, name));
      default -> {}
    }
  }

  private static void put(Map<String, String> labels, String name, String value) {
    if (value.isEmpty()) {
      labels.remove(name);
    } else {
      labels.put(name, value);
    }
  }

  /** The replacement for a text that the regex matches; null for another. */
  private static @Nullable String expand(RelabelRuleConfig rule, String text) {
    Pattern pattern =
        PATTERNS.computeIfAbsent(rule.regex(), regex -> Pattern.compile(regex, Pattern.DOTALL));
    Matcher match = pattern.matcher(text);
    if (!match.matches()) {
      return null;
    }
    return GROUP
        .matcher(rule.replacement())
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1) != null ? "$" : group(match, found.group(2))));
  }

  private static String group(Matcher match, String number) {
    int group = Integer.parseInt(number);
    String value = group <= match.groupCount() ? match.group(group) : null;
    return value == null ? "" : value;
  }

  private static String hash(String text, long modulus) {
    try {
      byte[] hash = MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
      return new BigInteger(1, Arrays.copyOfRange(hash, 8, 16))
          .mod(BigInteger.valueOf(modulus))
          .toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
