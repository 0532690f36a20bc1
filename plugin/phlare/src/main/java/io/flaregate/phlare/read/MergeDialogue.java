package io.flaregate.phlare.read;

import io.flaregate.phlare.read.ReadResponses.Merge;
import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.ring.Instance;
import io.flaregate.transport.grpc.RawMessage;
import io.grpc.ClientCall;
import org.jspecify.annotations.Nullable;

/**
 * This side of one {@code MergeProfilesPprof}: the ingester offers batches of profiles, this side
 * answers which to keep, a message without any ends the batches, and the sum comes last.
 */
final class MergeDialogue extends AnswerListener<byte[]> {
  private static final byte[] NOTHING = {};

  private final ClientCall<RawMessage, RawMessage> call;
  private final Picks picks;
  private boolean asking = true;
  private byte[] pprof = NOTHING;

  MergeDialogue(
      Instance member,
      ClientCall<RawMessage, RawMessage> call,
      Picks picks,
      ByteAllowance allowance) {
    super(member, allowance);
    this.call = call;
    this.picks = picks;
  }

  @Override
  public void onMessage(RawMessage message) {
    if (result().isDone()) {
      // It was broken off: nothing more may be picked from it.
      return;
    }
    try {
      Exception refusal = refusal(message);
      if (refusal != null) {
        breakOff(refusal);
        return;
      }
      take(ReadResponses.merge(message.array(), message.length()));
      call.request(1);
    } catch (MalformedProtoException e) {
      breakOff(new IngesterException("gave an answer that cannot be read: " + e.getMessage()));
    } catch (ReadException e) {
      breakOff(e);
    }
  }

  private void take(Merge message) throws ReadException {
    if (message.pprof().length > 0) {
      pprof = message.pprof();
    }
    if (message.profiles() > 0) {
      call.sendMessage(RawMessage.of(ReadRequests.keep(picks.pick(ingester(), message))));
    } else {
      endQuestions();
    }
  }

  /** At the end of the batches: a call that only the server has ended is reset. */
  private void endQuestions() {
    if (asking) {
      asking = false;
      call.halfClose();
    }
  }

  private void breakOff(Exception failure) {
    fail(failure);
    call.cancel("answer of no use", failure);
  }

  @Override
  byte @Nullable [] whole() {
    return pprof.length == 0 && picks.of(ingester()) > 0 ? null : pprof;
  }
}
