package io.flaregate.spi.config;

/** A configuration record that knows more than its types say. */
public interface Validated {

  /** Tells every problem of this record itself; nested records are asked for theirs. */
  void validate(Problems problems);
}
