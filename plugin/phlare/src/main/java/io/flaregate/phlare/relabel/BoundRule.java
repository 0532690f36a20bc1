package io.flaregate.phlare.relabel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Matcher;
import io.flaregate.phlare.relabel.WorkBudget.ExhaustedException;
import io.flaregate.profiles.merge.TextTable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule over the texts of one request. What a regex says of one label's text is remembered: the
 * series of a request share most of theirs.
 */
final class BoundRule {
  /** Longer texts match nothing: label limits refuse them anyway. */
  static final int MAX_MATCHED_BYTES = 64 << 10;

  /** Bounds what is remembered of one rule in one request. */
  private static final int MAX_REMEMBERED = 1 << 16;

  /** Names that start alike for so long stay in their order. */
  private static final int MAX_COMPARED_BYTES = 1024;

  private static final int NO_MATCH = -1;

  private final CompiledRule rule;
  private final TextTable texts;
  private final WorkBudget budget;
  private final int[] sources;
  private final int target;
  private final Map<Integer, Integer> remembered = new HashMap<>();

  BoundRule(CompiledRule rule, TextTable texts, WorkBudget budget) {
    this.rule = rule;
    this.texts = texts;
    this.budget = budget;
    sources = rule.sourceLabels.stream().mapToInt(this::literal).toArray();
    target = rule.target.isConstant() ? literal(rule.target.text()) : LabelList.EMPTY;
  }

  private int literal(String text) {
    return texts.intern(text.getBytes(UTF_8));
  }

  private int written(String text) throws ExhaustedException {
    budget.spend(text.length());
    return literal(text);
  }

  /** Changes labels; whether the series is kept. */
  boolean apply(LabelList labels) throws ExhaustedException {
    switch (rule.action) {
      case KEEP -> {
        return sourceMatches(labels);
      }
      case DROP -> {
        return !sourceMatches(labels);
      }
      case KEEPEQUAL -> {
        return source(labels).equals(texts.get(labels.valueOf(target)));
      }
      case DROPEQUAL -> {
        return !source(labels).equals(texts.get(labels.valueOf(target)));
      }
      case REPLACE -> replace(labels);
      case LOWERCASE -> labels.set(target, written(source(labels).toLowerCase(Locale.ROOT)));
      case UPPERCASE -> labels.set(target, written(source(labels).toUpperCase(Locale.ROOT)));
      case HASHMOD -> labels.set(target, written(hashMod(source(labels))));
      case LABELMAP -> map(labels);
      case LABELDROP -> removeNames(labels, true);
      case LABELKEEP -> removeNames(labels, false);
    }
    return true;
  }

  /** The joined values of the source labels. */
  private String source(LabelList labels) throws ExhaustedException {
    long bytes = 0;
    for (int source : sources) {
      bytes += texts.length(labels.valueOf(source));
    }
    budget.spend(bytes);
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < sources.length; i++) {
      joined.append(i == 0 ? "" : rule.separator).append(texts.get(labels.valueOf(sources[i])));
    }
    return joined.toString();
  }

  private boolean sourceMatches(LabelList labels) throws ExhaustedException {
    return sources.length == 1
        ? textMatches(labels.valueOf(sources[0]))
        : match(source(labels)) != null;
  }

  private boolean textMatches(int text) throws ExhaustedException {
    Integer known = remembered.get(text);
    if (known == null) {
      known = match(read(text)) == null ? NO_MATCH : LabelList.EMPTY;
      remember(text, known);
    }
    return known != NO_MATCH;
  }

  private String read(int text) throws ExhaustedException {
    budget.spend(texts.length(text));
    return texts.get(text);
  }

  private void remember(int text, int found) {
    if (remembered.size() < MAX_REMEMBERED) {
      remembered.put(text, found);
    }
  }

  /** The match of a whole text, or null. */
  private @Nullable Matcher match(String text) {
    if (text.length() > MAX_MATCHED_BYTES) {
      return null;
    }
    Matcher matcher = rule.pattern.matcher(text);
    return matcher.matches() ? matcher : null;
  }

  private void replace(LabelList labels) throws ExhaustedException {
    if (sources.length == 1 && rule.target.isConstant()) {
      int value = replacementOf(labels.valueOf(sources[0]));
      if (value != NO_MATCH) {
        labels.set(target, value);
      }
      return;
    }
    Matcher match = match(source(labels));
    if (match != null) {
      String name = rule.target.expand(match);
      if (!name.isEmpty()) {
        labels.set(written(name), written(rule.replacement.expand(match)));
      }
    }
  }

  /** What a text becomes, or {@link #NO_MATCH}. */
  private int replacementOf(int text) throws ExhaustedException {
    Integer known = remembered.get(text);
    if (known == null) {
      Matcher match = match(read(text));
      known = match == null ? NO_MATCH : written(rule.replacement.expand(match));
      remember(text, known);
    }
    return known;
  }

  private void map(LabelList labels) throws ExhaustedException {
    // By their names: where two labels become one, the last one counts.
    int size = labels.size();
    Integer[] sorted = new Integer[size];
    int[] names = new int[size];
    int[] values = new int[size];
    for (int i = 0; i < size; i++) {
      sorted[i] = i;
      names[i] = labels.name(i);
      values[i] = labels.value(i);
    }
    Arrays.sort(sorted, (a, b) -> texts.compare(names[a], names[b], MAX_COMPARED_BYTES));
    for (int i : sorted) {
      int name = replacementOf(names[i]);
      if (name != NO_MATCH && name != LabelList.EMPTY) {
        labels.set(name, values[i]);
      }
    }
  }

  private void removeNames(LabelList labels, boolean matching) throws ExhaustedException {
    for (int i = labels.size() - 1; i >= 0; i--) {
      int name = labels.name(i);
      if (textMatches(name) == matching) {
        labels.remove(name);
      }
    }
  }

  /** As Prometheus: the last eight bytes of the MD5 as an unsigned number. */
  private String hashMod(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
      long number = ByteBuffer.wrap(hash).getLong(Long.BYTES);
      return Long.toUnsignedString(Long.remainderUnsigned(number, rule.modulus));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
