package io.flaregate.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.answer.Texts;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesPartialSuccess;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;

/** Successful answers as {@code ExportProfilesServiceResponse}. */
final class OtlpResponses {
  private static final int MAX_MESSAGE_BYTES = 4096;
  private static final byte[] ALL_STORED = {};
  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().omittingInsignificantWhitespace();

  private OtlpResponses() {}

  /** The message; with {@code partial_success} only if there is something to say. */
  static byte[] success(Answer answer) {
    return answer.kind() == Answer.Kind.OK ? ALL_STORED : message(answer).toByteArray();
  }

  /** The same as JSON. */
  static String successJson(Answer answer) {
    if (answer.kind() == Answer.Kind.OK) {
      return "{}";
    }
    try {
      return JSON.print(message(answer));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the response holds an Any", e);
    }
  }

  private static ExportProfilesServiceResponse message(Answer answer) {
    ExportProfilesPartialSuccess partial =
        ExportProfilesPartialSuccess.newBuilder()
            .setRejectedProfiles(answer.rejectedProfiles())
            .setErrorMessage(Texts.bounded(answer.message(), MAX_MESSAGE_BYTES))
            .build();
    return ExportProfilesServiceResponse.newBuilder().setPartialSuccess(partial).build();
  }

  /** Whether an answer is told as a response rather than as an error. */
  static boolean isSuccess(Answer answer) {
    return answer.kind() == Answer.Kind.OK || answer.kind() == Answer.Kind.PARTIAL;
  }
}
