package io.flaregate.it.badinput;

import io.flaregate.profiles.corpus.BadCase;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.spi.consumer.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Every malformed or borderline payload of the corpus, by the outcome that it names. */
final class CorpusRows {
  private CorpusRows() {}

  /**
   * The rows.
   *
   * @param isByRule whether of the files whose outcome depends on what is left of them: then each
   *     row is right or its other reading, {@link #otherwise}, is
   */
  static List<Row> rows(boolean isByRule) {
    return Corpus.configured().badCases().stream()
        .filter(each -> each.outcome().equals("by_rule") == isByRule)
        .map(CorpusRows::row)
        .toList();
  }

  private static Row row(BadCase bad) {
    Row row =
        Row.of("corpus", bad.toString(), verdict(bad))
            .counts(reasons(bad))
            .says(bad.kind().equals("push") ? said(bad) : "");
    Row counted = bad.outcome().startsWith("empty") ? row.empty() : row;
    return switch (bad.kind()) {
      case "pprof" -> counted.pprof(bad::bytes);
      case "push" -> counted.bytes(Row.PUSH_PROTOBUF, bad::bytes);
      default ->
          bad.file().isGzip()
              ? counted.bytes(
                  Row.OTLP_PROTOBUF, bad::bytes, shot -> shot.encoded("gzip", shot.body()))
              : counted.bytes(Row.OTLP_PROTOBUF, bad::bytes);
    };
  }

  /** What a file of an outcome by rule is answered if nothing of it is left. */
  static Row otherwise(Row row) {
    return new Row(
        row.id(),
        row.what(),
        Verdict.INVALID,
        "empty_after_normalization",
        "empty_after_normalization",
        false,
        row.shots());
  }

  /** Decoded it takes 24 MiB more than four times its size, of which 256 MiB of heap allow 16. */
  private static boolean isTooMuchHere(BadCase bad) {
    return bad.toString().contains("many-empty-locations");
  }

  private static Verdict verdict(BadCase bad) {
    if (isTooMuchHere(bad)) {
      return Verdict.TOO_LARGE;
    }
    return switch (bad.outcome()) {
      case "stored", "empty" -> Verdict.STORED;
      case "stored_with_message", "empty_with_message", "by_rule" -> Verdict.WARNED;
      case "partial" -> Verdict.PARTIAL;
      case "rejected", "undecodable" -> Verdict.INVALID;
      case "too_large" -> Verdict.TOO_LARGE;
      default -> throw new IllegalArgumentException("outcome " + bad.outcome() + " is unknown");
    };
  }

  private static String said(BadCase bad) {
    return bad.rule().equals("no profiles received") ? bad.rule() : "";
  }

  /** The reasons that the file's rule names, any of which may be counted. */
  private static String reasons(BadCase bad) {
    if (bad.outcome().equals("undecodable")) {
      // What cannot be decompressed is refused before anything is decoded.
      return bad.file().isGzip() ? "" : Reason.UNDECODABLE.label();
    }
    if (isTooMuchHere(bad)) {
      return Reason.REQUEST_TOO_LARGE.label();
    }
    if (bad.outcome().equals("too_large")) {
      return Reason.BODY_SIZE_LIMIT_EXCEEDED.label();
    }
    if (bad.toString().contains("many-empty-samples")) {
      return Reason.EMPTY_AFTER_NORMALIZATION.label();
    }
    if (bad.toString().contains("good-and-bad-series")) {
      return Reason.MALFORMED_PROFILE.label();
    }
    if (!bad.outcome().equals("rejected") && !bad.outcome().equals("partial")) {
      return "";
    }
    return Arrays.stream(Reason.values())
        .map(Reason::label)
        .filter(label -> bad.rule().contains(label))
        .collect(Collectors.joining("|"));
  }
}
