package io.flaregate.profiles.corpus;

/**
 * A malformed or borderline payload and what Flaregate answers.
 *
 * @param file the payload
 * @param kind how it is sent: {@code otlp}, {@code pprof} or {@code push}
 * @param problem what is wrong with it
 * @param outcome what becomes of it: {@code stored}, {@code rejected}, {@code undecodable}, ...
 * @param rule the reason or the rule; empty if the outcome says all
 */
public record BadCase(CorpusFile file, String kind, String problem, String outcome, String rule) {

  /** The bytes as they are sent. */
  public byte[] bytes() {
    return file.bytes();
  }

  @Override
  public String toString() {
    return file.name();
  }
}
