package io.flaregate.phlare.read;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a read found.
 *
 * @param value the answers of all ingesters together
 * @param notes what a person should know of how complete it is, a line each; usually nothing
 * @param answered how many ingesters answered
 * @param members how many the ring has
 * @param <T> what was asked for
 */
public record ReadResult<T>(T value, List<String> notes, int answered, int members) {
  public ReadResult {
    requireNonNull(value, "value is null");
    notes = List.copyOf(notes);
  }
}
