package io.flaregate.spi.component;

/**
 * What a consumer does to the rows that it is given. A pipeline in which a consumer needs series
 * and no processor before it gives them is refused at start.
 *
 * @param givesSeries passes on profiles that have been split into series
 * @param needsSeries takes only profiles that have been split into series
 */
public record Capabilities(boolean givesSeries, boolean needsSeries) {

  /** Takes and passes on profiles as they are. */
  public static final Capabilities NONE = new Capabilities(false, false);

  /** Splits profiles into series. */
  public static final Capabilities GIVES_SERIES = new Capabilities(true, false);

  /** Takes series only. */
  public static final Capabilities NEEDS_SERIES = new Capabilities(false, true);
}
