package io.flaregate.phlare.ringpage;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.page.Html;
import io.flaregate.ring.Instance;
import io.flaregate.spi.admin.Page;
import io.flaregate.spi.admin.PageRequest;
import io.flaregate.spi.admin.PageResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers for the page of a ring. GET shows it, as HTML or JSON; GET with {@code confirm} asks
 * before something is forgotten; POST with {@code forget} or {@code forget_unhealthy} forgets and
 * sends the browser back (distributor.md, section 10). The host has checked the form's token.
 */
final class RingPage implements Page.Handler {
  static final String FORGET = "forget";
  static final String FORGET_UNHEALTHY = "forget_unhealthy";
  static final String CONFIRM = "confirm";
  static final String ID = "id";

  private static final String OFF =
      "forgetting members is off here (allow_forget: false, or a store that cannot be written)\n";

  private final RingKind kind;
  private final String path;
  private final RingSnapshots snapshots;
  private final @Nullable Forgetter forgetter;
  private final System.Logger logger;
  private final Clock clock;
  private final LongSupplier nanoTime;

  RingPage(
      RingKind kind,
      String path,
      RingSnapshots snapshots,
      @Nullable Forgetter forgetter,
      System.Logger logger,
      Clock clock,
      LongSupplier nanoTime) {
    this.kind = requireNonNull(kind, "kind is null");
    this.path = requireNonNull(path, "path is null");
    this.snapshots = requireNonNull(snapshots, "snapshots is null");
    this.forgetter = forgetter;
    this.logger = requireNonNull(logger, "logger is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
  }

  @Override
  public PageResponse handle(PageRequest request) {
    if (request.method().equals("POST")) {
      return post(request.parameters());
    }
    RingSnapshot snapshot = snapshots.now();
    Instant now = clock.instant();
    Duration age = snapshot.view().age(nanoTime.getAsLong());
    if (request.wantsJson()) {
      boolean settings = "true".equals(request.parameters().get("settings"));
      return PageResponse.json(RingJson.write(snapshot, now, age, settings));
    }
    if (request.parameters().containsKey(CONFIRM)) {
      return confirm(request, snapshot);
    }
    return PageResponse.html(
        new RingHtml(kind, snapshot, now, age, forgetter != null)
            .render(TableQuery.of(request.parameters())));
  }

  private PageResponse confirm(PageRequest request, RingSnapshot snapshot) {
    if (forgetter == null) {
      return PageResponse.text(403, OFF);
    }
    ConfirmHtml page = new ConfirmHtml(kind, request.csrfToken());
    if (FORGET_UNHEALTHY.equals(request.parameters().get(CONFIRM))) {
      List<String> ids = snapshot.unhealthy();
      return PageResponse.html(page.all(snapshot, ids, fingerprint(ids)));
    }
    String id = request.parameters().getOrDefault(ID, "");
    Optional<Instance> member = find(snapshot, id);
    return member.isEmpty()
        ? notThere()
        : PageResponse.html(page.one(snapshot, member.orElseThrow()));
  }

  private PageResponse post(Map<String, String> form) {
    if (forgetter == null) {
      return PageResponse.text(403, OFF);
    }
    RingSnapshot snapshot = snapshots.now();
    String id = form.get(FORGET);
    if (id != null) {
      return find(snapshot, id).isEmpty() ? notThere() : forget(List.of(id));
    }
    String seen = form.get(FORGET_UNHEALTHY);
    if (seen == null) {
      return PageResponse.text(400, "a form here sends forget=ID or forget_unhealthy\n");
    }
    List<String> ids = snapshot.unhealthy();
    if (!seen.equals(fingerprint(ids))) {
      return PageResponse.text(
          409,
          "other members are unhealthy now than when you were asked; go back and look again\n");
    }
    return ids.isEmpty() ? PageResponse.redirect(path) : forget(ids);
  }

  private PageResponse forget(Collection<String> ids) {
    try {
      requireNonNull(forgetter, "forgetter is null").forget(ids);
    } catch (IOException e) {
      logger.log(Level.WARNING, "{0}: cannot forget members: {1}", path, e.getMessage());
      return PageResponse.text(502, "nothing is known to be forgotten: " + e.getMessage() + "\n");
    }
    logger.log(
        Level.INFO,
        "{0}: an operator had {1} forgotten",
        path,
        ids.size() == 1 ? "member " + Html.text(ids.iterator().next()) : ids.size() + " members");
    return PageResponse.redirect(path);
  }

  private static PageResponse notThere() {
    return PageResponse.text(404, "the ring has no member of this name now\n");
  }

  private static Optional<Instance> find(RingSnapshot snapshot, String id) {
    return snapshot.ring().instances().stream().filter(one -> one.id().equals(id)).findFirst();
  }

  /** Stands for the members that an operator was shown, so that no others are forgotten. */
  static String fingerprint(List<String> ids) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String id : ids) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
        digest.update((byte) ':');
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
