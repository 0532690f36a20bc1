package io.flaregate.otlp.exporter;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorDetailsProto;
import com.google.rpc.Status;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** What a response over HTTP is written in, whatever the request was. */
enum ResponseForm {
  /** {@code application/x-protobuf}. */
  PROTOBUF {
    @Override
    void merge(byte[] body, Message.Builder message) throws InvalidProtocolBufferException {
      message.mergeFrom(body);
    }
  },

  /** {@code application/json}. */
  JSON {
    @Override
    void merge(byte[] body, Message.Builder message) throws InvalidProtocolBufferException {
      PARSER.merge(new String(body, StandardCharsets.UTF_8), message);
    }
  },

  /** Anything else, such as the page of a proxy. */
  OTHER {
    @Override
    void merge(byte[] body, Message.Builder message) throws InvalidProtocolBufferException {
      throw new InvalidProtocolBufferException("not a message");
    }
  };

  private static final JsonFormat.Parser PARSER =
      JsonFormat.parser()
          .ignoringUnknownFields()
          .usingTypeRegistry(
              JsonFormat.TypeRegistry.newBuilder()
                  .add(ErrorDetailsProto.getDescriptor().getMessageTypes())
                  .build());

  abstract void merge(byte[] body, Message.Builder message) throws InvalidProtocolBufferException;

  /** The form that a content type names. */
  static ResponseForm of(String contentType) {
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return switch (type) {
      case "application/x-protobuf" -> PROTOBUF;
      case "application/json" -> JSON;
      default -> OTHER;
    };
  }

  /** The answer to a request that was accepted; empty if it is none. */
  Optional<ExportProfilesServiceResponse> response(byte[] body) {
    ExportProfilesServiceResponse.Builder response = ExportProfilesServiceResponse.newBuilder();
    return isRead(body, response) ? Optional.of(response.build()) : Optional.empty();
  }

  /** The answer to a request that was not; empty if it is none, but perhaps a text. */
  Optional<Status> status(byte[] body) {
    Status.Builder status = Status.newBuilder();
    if (isRead(body, status)) {
      return Optional.of(status.build());
    }
    return this == PROTOBUF ? Optional.of(Status.getDefaultInstance()) : Optional.empty();
  }

  private boolean isRead(byte[] body, Message.Builder message) {
    try {
      merge(body, message);
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }
}
