package io.flaregate.transport.grpc;

import io.flaregate.transport.admission.ByteBudget;
import io.flaregate.transport.compress.SizeLimit;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Books what comes over the wire of each raw call, as it comes, and tells how calls ended. A tracer
 * is the only place where grpc-java tells of bytes before a message is whole.
 */
final class CallTracers extends ServerStreamTracer.Factory {
  /** What a call needs to be let in: about what it can send before its message is asked for. */
  static final long FIRST_BYTES = 16 * 1024;

  private final ByteBudget budget;
  private final Map<String, SizeLimit> rawMethods;
  private final BiConsumer<String, Status> ended;

  /**
   * Tracers.
   *
   * @param rawMethods the full names of the raw methods, with the limit of their messages
   * @param ended is told the full method name and the status of every call that has ended
   */
  CallTracers(
      ByteBudget budget, Map<String, SizeLimit> rawMethods, BiConsumer<String, Status> ended) {
    this.budget = budget;
    this.rawMethods = Map.copyOf(rawMethods);
    this.ended = ended;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    SizeLimit limit = rawMethods.get(fullMethodName);
    CallAdmission admission = limit == null ? null : CallAdmission.open(budget, limit, FIRST_BYTES);
    return new Tracer(fullMethodName, admission);
  }

  private final class Tracer extends ServerStreamTracer {
    private final String method;
    private final @Nullable CallAdmission admission;

    Tracer(String method, @Nullable CallAdmission admission) {
      this.method = method;
      this.admission = admission;
    }

    @Override
    public Context filterContext(Context context) {
      return admission == null ? context : context.withValue(CallAdmission.KEY, admission);
    }

    @Override
    public void inboundWireSize(long bytes) {
      if (admission != null) {
        admission.received(bytes);
      }
    }

    @Override
    public void streamClosed(Status status) {
      if (admission != null) {
        admission.endWire();
      }
      ended.accept(method, status);
    }
  }
}
