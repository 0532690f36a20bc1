package io.flaregate.phlare.membership.http;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.HttpRingConfig;
import io.flaregate.phlare.membership.kv.Backoff;
import io.flaregate.phlare.membership.kv.FeedListener;
import io.flaregate.phlare.membership.kv.RingFeed;
import io.flaregate.phlare.membership.kv.StoreException;
import io.flaregate.ring.Instance;
import io.flaregate.spi.component.Settings;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ring page of another component, such as a distributor's {@code /ring}, read again and again.
 * Thread-safe.
 *
 * <p>A page that has an {@code ETag} is asked for only if it has changed.
 */
public final class RingPageFeed implements RingFeed {
  private static final int STATUS_NOT_MODIFIED = 304;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration MIN_BACKOFF = Duration.ofSeconds(1);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);

  /** Several times the page of the largest clusters: 1,000 members with 512 tokens are 6 MB. */
  static final int MAX_PAGE_BYTES = 12 << 20;

  private final URI url;
  private final Duration period;
  private final BoundedHttp http;
  private final String threadName;

  /** A feed of the page at a URL; nothing is asked yet. */
  public RingPageFeed(HttpRingConfig config, Settings settings) {
    this(config, settings, TIMEOUT);
  }

  RingPageFeed(HttpRingConfig config, Settings settings, Duration timeout) {
    url = URI.create(config.url());
    period = config.period();
    http = new BoundedHttp(settings.callbacks(), timeout, MAX_PAGE_BYTES);
    threadName = "ring-http-" + settings.id();
  }

  @Override
  public Following follow(FeedListener listener) {
    Duration min = period.compareTo(MIN_BACKOFF) < 0 ? period : MIN_BACKOFF;
    Duration max = period.compareTo(MAX_BACKOFF) > 0 ? period : MAX_BACKOFF;
    Backoff backoff = new Backoff(min, max, new SecureRandom());
    return PollLoop.start(threadName, new Reader(listener), listener::onFailure, backoff);
  }

  /** Used by its thread alone. */
  private final class Reader implements PollLoop.Round {
    private final FeedListener listener;
    private String etag = "";
    private @Nullable List<Instance> last;

    Reader(FeedListener listener) {
      this.listener = requireNonNull(listener, "listener is null");
    }

    @Override
    public long run() throws StoreException, InterruptedException {
      List<Instance> known = last;
      HttpRequest.Builder request =
          HttpRequest.newBuilder(url).header("Accept", "application/json").GET();
      if (known != null && !etag.isEmpty()) {
        request.header("If-None-Match", etag);
      }
      HttpResponse<InputStream> answer = http.send(request.build());
      if (known == null || answer.statusCode() != STATUS_NOT_MODIFIED) {
        BoundedHttp.requireOk(answer);
        known = RingPageJson.read(answer.body());
        last = known;
        etag = answer.headers().firstValue("ETag").orElse("");
      }
      listener.onMembers(known);
      return period.toNanos();
    }
  }
}
