package io.flaregate.ingester.service;

import io.flaregate.ingester.model.ProfileType;
import io.flaregate.ingester.store.Entry;
import io.flaregate.ingester.store.Stream;
import java.util.List;

/**
 * Profiles that a reader asks for, as readers see them: one for each stream and millisecond.
 *
 * @param type what their values mean
 * @param streams the streams they belong to
 * @param profiles the profiles, by time, then stream
 */
public record Selection(ProfileType type, List<Stream> streams, List<Selected> profiles) {
  public Selection {
    streams = List.copyOf(streams);
    profiles = List.copyOf(profiles);
  }

  /**
   * A profile of a selection.
   *
   * @param stream its stream's place in {@link Selection#streams}
   * @param entry where it is
   */
  public record Selected(int stream, Entry entry) {}
}
