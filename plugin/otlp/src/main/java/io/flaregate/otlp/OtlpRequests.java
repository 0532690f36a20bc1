package io.flaregate.otlp;

import io.flaregate.otlp.config.DevelopmentVersion;
import io.flaregate.otlp.config.LegacyLayouts;
import io.flaregate.otlp.config.OtlpReceiverConfig;
import io.flaregate.profiles.otlp.DecodeLimits;
import io.flaregate.profiles.otlp.DecodedProfiles;
import io.flaregate.profiles.otlp.UndecodableException;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Consumers;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.transport.admission.ByteAccount;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.OverBudgetException;
import io.flaregate.transport.receiver.ColumnBytes;
import io.flaregate.transport.receiver.ReceiverShared;
import io.flaregate.transport.tenant.Tenancy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The way of a request that both protocols share: body, columns, pipeline, answer. */
final class OtlpRequests {
  /** How many times a body's size a request may hold, itself included: the rest is columns. */
  static final int BYTES_PER_BODY_BYTE = OtlpReceiverConfig.BYTES_PER_BODY_BYTE;

  private static final String TYPE = "otel";
  private static final long LARGEST_EXTRA_BYTES = 64L * 1024 * 1024;
  private static final long SMALLEST_EXTRA_BYTES = 4L * 1024 * 1024;

  private final ProfilesConsumer next;
  private final ReceiverShared shared;
  private final DecodeLimits limits;
  private final Layouts decoders;

  OtlpRequests(ProfilesConsumer next, ReceiverShared shared, LegacyLayouts legacy) {
    this.next = next;
    this.shared = shared;
    limits = decodeLimits();
    DecoderPool pool = new DecoderPool(Runtime.getRuntime().availableProcessors());
    decoders = new Layouts(pool, legacy, shared.settings().meter());
  }

  /**
   * Checks the version that a request says it has.
   *
   * @param versions all values of {@link DevelopmentVersion#NAME}
   * @throws AnswerException if it is another than is read here
   */
  static void checkVersion(List<String> versions) {
    String problem = DevelopmentVersion.problem(versions);
    if (!problem.isEmpty()) {
      throw new AnswerException(Answer.refused(Answer.Kind.INVALID, problem));
    }
  }

  /** What decoding may take beyond what is booked, a part of the heap for each thread. */
  private static DecodeLimits decodeLimits() {
    long share = Runtime.getRuntime().maxMemory() / 16;
    long extra = Math.min(LARGEST_EXTRA_BYTES, Math.max(SMALLEST_EXTRA_BYTES, share));
    return new DecodeLimits(0, BYTES_PER_BODY_BYTE, extra);
  }

  /**
   * Decodes a body, which is CPU work, and hands its profiles on.
   *
   * @param tenancy whose it is; if resources name their tenants, each tenant's profiles are handed
   *     on by themselves
   * @param account where the columns are booked: as much as they usually take before they are made,
   *     the rest of what they do take, which the limits of decoding bound, once they are
   * @throws AnswerException if it cannot be decoded, or there is no room
   */
  CompletionStage<Answer> handle(
      byte[] body,
      int length,
      long wireBytes,
      Tenancy tenancy,
      RequestContext context,
      ByteAccount account) {
    if (!tenancy.isOfAttribute()) {
      shared.metrics().received(TYPE, context.tenant(), wireBytes, length);
    }
    long expected = (long) length * (BYTES_PER_BODY_BYTE - 1);
    book(account, expected);
    DecodedProfiles decoded = decode(body, length, context);
    book(account, Math.max(0, ColumnBytes.of(decoded.profiles()) - expected));
    shared.metrics().decoded(context.tenant(), decoded.counts());
    if (decoded.profiles().size() == 0) {
      return CompletableFuture.completedStage(Answer.of(decoded.result()));
    }
    if (tenancy.isOfAttribute()) {
      return handleParts(decoded, wireBytes, tenancy, context, account);
    }
    return Consumers.guarded(next, decoded.profiles(), context, shared.logger())
        .thenApply(result -> answer(decoded, result, context));
  }

  private CompletionStage<Answer> handleParts(
      DecodedProfiles decoded,
      long wireBytes,
      Tenancy tenancy,
      RequestContext context,
      ByteAccount account) {
    Profiles profiles = decoded.profiles();
    book(account, ColumnBytes.ofRows(profiles));
    TenantSplit split = new TenantSplit(profiles, tenancy);
    shared.metrics().decoded(context.tenant(), split.counts());
    if (split.parts().isEmpty()) {
      throw new AnswerException(split.refusal());
    }
    CompletionStage<ConsumeResult> all = CompletableFuture.completedStage(split.others());
    for (TenantSplit.Part part : split.parts()) {
      long bytes = part.profiles().encodedBytes();
      shared.metrics().received(TYPE, part.tenant(), split.share(wireBytes, part), bytes);
      all = all.thenCombine(consume(part, profiles.size(), context), ConsumeResult::overBranches);
    }
    return all.thenApply(result -> answer(decoded, result, context));
  }

  private CompletionStage<ConsumeResult> consume(
      TenantSplit.Part part, int rows, RequestContext context) {
    RequestContext own =
        new RequestContext(
            part.tenant(),
            context.transport(),
            context.receivedUnixNanos(),
            context.deadlineNanos(),
            context.clientMetadata(),
            context.cancellation());
    return Consumers.guarded(next, part.profiles(), own, shared.logger())
        .thenApply(result -> part.spread(result, rows));
  }

  private static void book(ByteAccount account, long bytes) {
    if (!account.grow(bytes)) {
      throw new AnswerException(new OverBudgetException().answer());
    }
  }

  private Answer answer(DecodedProfiles decoded, ConsumeResult result, RequestContext context) {
    Answer answer = Answer.of(decoded.combine(result));
    shared.metrics().consumed(context.transport(), decoded.profiles(), result);
    return answer;
  }

  private DecodedProfiles decode(byte[] body, int length, RequestContext context) {
    try {
      return decoders.decode(body, length, limits);
    } catch (UndecodableException e) {
      shared.metrics().undecodable(context.tenant(), e.reason());
      throw new AnswerException(Answer.refused(kind(e), String.valueOf(e.getMessage())));
    }
  }

  private static Answer.Kind kind(UndecodableException e) {
    return e.reason() == Reason.REQUEST_TOO_LARGE ? Answer.Kind.TOO_LARGE : Answer.Kind.UNDECODABLE;
  }
}
