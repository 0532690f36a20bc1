package io.flaregate.phlare.ringpage;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingWriter;
import io.flaregate.ring.Instance;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Takes members out of a ring of a store, one after another. */
final class StoreForgetter implements Forgetter {
  private static final long TIMEOUT_SECONDS = 5;

  private final RingWriter writer;
  private final String key;
  private final RingSource source;

  StoreForgetter(RingWriter writer, String key, RingSource source) {
    this.writer = requireNonNull(writer, "writer is null");
    this.key = requireNonNull(key, "key is null");
    this.source = requireNonNull(source, "source is null");
  }

  @Override
  public void forget(Collection<String> ids) throws IOException {
    for (Instance member : source.view().ring().instances()) {
      if (ids.contains(member.id())) {
        forget(member);
      }
    }
  }

  private void forget(Instance member) throws IOException {
    try {
      writer.remove(key, member).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(
          "the store refused to take \"" + member.id() + "\" out of " + key, e.getCause());
    } catch (TimeoutException e) {
      throw new IOException(
          "the store did not answer within " + TIMEOUT_SECONDS + "s to take out " + member.id(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
