package io.flaregate.phlare.membership.kv;

/**
 * A place that tells of a ring again and again, such as a {@link KvStore}'s key or another
 * component's ring page.
 */
@FunctionalInterface
public interface RingFeed {

  /**
   * Starts to tell a listener, by one thread at a time; returns at once. A feed that cannot be used
   * says so by {@link FeedListener#onFailure} and tries again, after pauses that double and vary,
   * until it is closed.
   *
   * @return ends the telling; nobody is told after it has returned, other than by a call that is
   *     under way
   */
  Following follow(FeedListener listener);

  /** A listener's tie to a feed. */
  @FunctionalInterface
  interface Following extends AutoCloseable {
    @Override
    void close();
  }
}
