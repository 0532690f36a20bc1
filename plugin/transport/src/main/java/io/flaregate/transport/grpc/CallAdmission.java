package io.flaregate.transport.grpc;

import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.admission.ByteAccount;
import io.flaregate.transport.admission.ByteBudget;
import io.flaregate.transport.compress.OverBudgetException;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.compress.TooLargeException;
import io.grpc.Context;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one call has reserved: the bytes that lie in the transport's buffers, and those that its
 * message takes. The first go once the message is read, the others when the request has been worked
 * off, which may be later than the stream's end if the client goes.
 */
final class CallAdmission implements ByteAccount {
  static final Context.Key<CallAdmission> KEY = Context.key("flaregate-call-admission");

  private final Admission wire;
  private final Admission message;
  private final AtomicLong wireBytes = new AtomicLong();
  private volatile SizeLimit limit;
  private @Nullable Answer refusal;
  private @Nullable Consumer<Answer> onRefused;

  private CallAdmission(Admission wire, Admission message, SizeLimit limit) {
    this.wire = wire;
    this.message = message;
    this.limit = limit;
  }

  /** An admission of a new call; refused if there is not even room for a first read. */
  static CallAdmission open(ByteBudget budget, SizeLimit limit, long firstBytes) {
    CallAdmission admission = new CallAdmission(budget.open(), budget.open(), limit);
    if (!admission.wire.grow(firstBytes)) {
      admission.refuse(new OverBudgetException().answer());
    }
    return admission;
  }

  /** The account of the current call's message; unlimited outside of such a call. */
  static ByteAccount current() {
    CallAdmission call = KEY.get();
    return call == null ? ByteAccount.UNLIMITED : call;
  }

  /** The limit of the current call's message; that of its method outside of such a call. */
  static SizeLimit currentLimit(SizeLimit ofMethod) {
    CallAdmission call = KEY.get();
    return call == null ? ofMethod : call.limit;
  }

  /** Lowers the limit, which holds at once for what has come already. */
  void limit(SizeLimit lower) {
    limit = lower;
    received(0);
  }

  @Override
  public boolean grow(long bytes) {
    return message.grow(bytes);
  }

  /** Books bytes that have come over the wire; refuses the call if they are too many. */
  void received(long bytes) {
    SizeLimit now = limit;
    if (wireBytes.addAndGet(bytes) > now.bytes()) {
      refuse(TooLargeException.asSent(now).answer());
    } else if (!wire.grow(bytes)) {
      refuse(new OverBudgetException().answer());
    }
  }

  /** How many bytes of messages have come over the wire, before decompression. */
  long wireBytes() {
    return wireBytes.get();
  }

  private void refuse(Answer answer) {
    Consumer<Answer> action;
    synchronized (this) {
      if (refusal != null) {
        return;
      }
      refusal = answer;
      action = onRefused;
    }
    if (action != null) {
      action.accept(answer);
    }
  }

  synchronized boolean isRefused() {
    return refusal != null;
  }

  /** Tells once if the call is refused; at once if it has been. */
  void onRefused(Consumer<Answer> action) {
    Answer answer;
    synchronized (this) {
      onRefused = action;
      answer = refusal;
    }
    if (answer != null) {
      action.accept(answer);
    }
  }

  /** The message has been read: the transport's buffers are free for another. */
  void messageRead() {
    wire.shrinkTo(0);
  }

  /** The stream is over. */
  void endWire() {
    wire.close();
  }

  /** The request has been worked off. */
  void endMessage() {
    message.close();
  }
}
