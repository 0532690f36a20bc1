package io.flaregate.phlare.membership.memberlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaregate.ring.Instance;
import io.flaregate.ring.desc.RingDesc;
import io.flaregate.ring.desc.RingDescCodec;
import io.flaregate.ring.desc.RingDescException;
import io.flaregate.ring.desc.SnappyBlock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * {@code memberlist.json}: every case is checked. What a gateway itself never does is done by
 * {@link NodeSide}, {@link Packets} and {@link LzwEncoder} here: taking packets and one-way
 * messages (an observer is sent none), taking off labels (answers have none), and compressing (its
 * requests are plain, which every node takes).
 */
class MemberlistVectorTest {
  private static final int MAX_BYTES = 1 << 24;

  @Test
  void everyCaseIsOfAKindThatIsChecked() {
    Map<String, Long> kinds =
        Vectors.all().stream()
            .collect(
                Collectors.groupingBy(
                    one -> one.required("kind").textValue(), Collectors.counting()));
    assertThat(kinds.keySet())
        .isSubsetOf(
            "lzw",
            "msgpack",
            "label",
            "user_state",
            "packet",
            "exchange",
            "publish",
            "publish_one_way",
            "error");
    System.out.println("vectors memberlist.json: " + kinds);
  }

  @Test
  void lzwIsReadAndWrittenAsGoDoes() throws Exception {
    for (JsonNode c : Vectors.cases("lzw")) {
      String name = c.required("name").textValue();
      Slice lzw = Slice.of(Vectors.bytes(c, "lzw"));
      if (c.path("error").asBoolean()) {
        assertThatThrownBy(() -> LzwDecoder.decode(lzw, MAX_BYTES))
            .as(name)
            .isInstanceOf(MemberlistException.class);
        continue;
      }
      byte[] plain = Vectors.bytes(c, "plain");
      assertThat(LzwDecoder.decode(lzw, MAX_BYTES).copy()).as(name).isEqualTo(plain);
      if (c.required("direction").textValue().equals("both")) {
        assertThat(LzwEncoder.encode(plain)).as(name).isEqualTo(lzw.copy());
      }
    }
  }

  @Test
  void msgpackIsReadAndWrittenAsGoDoes() throws Exception {
    for (JsonNode c : Vectors.cases("msgpack")) {
      String name = c.required("name").textValue();
      byte[] written = MsgpackFields.write(c.required("fields"));
      if (c.has("bytes")) {
        assertThat(written).as(name).isEqualTo(Vectors.bytes(c, "bytes"));
      } else {
        assertThat(written.length).as(name).isEqualTo(c.required("bytes_len").intValue());
        assertThat(Vectors.sha256(written))
            .as(name)
            .isEqualTo(c.required("bytes_sha256").textValue());
      }
      MsgpackReader in = new MsgpackReader(Slice.of(written));
      MsgpackFields.assertReads(name, in, c.required("fields"));
      assertThat(in.remaining()).as(name).isZero();
      MsgpackReader skipping = new MsgpackReader(Slice.of(written));
      skipping.skip();
      assertThat(skipping.remaining()).as(name).isZero();
      if (c.required("struct").textValue().equals("pushPullHeader")) {
        JsonNode f = c.required("fields");
        assertThat(
                PushPull.header(
                    f.required("Join").booleanValue(),
                    f.required("Nodes").intValue(),
                    f.required("UserStateLen").intValue()))
            .as(name)
            .isEqualTo(written);
      }
    }
  }

  @Test
  void labelsAreWrittenAsGoDoes() throws Exception {
    for (JsonNode c : Vectors.cases("label")) {
      String name = c.required("name").textValue();
      Slice bytes = Slice.of(Vectors.bytes(c, "bytes"));
      if (c.path("error").asBoolean()) {
        assertThatThrownBy(() -> NodeSide.label(bytes))
            .as(name)
            .isInstanceOf(MemberlistException.class);
        continue;
      }
      String label = c.required("label").textValue();
      assertThat(NodeSide.label(bytes).label()).as(name).isEqualTo(label);
      byte[] message = Vectors.bytes(c, "message");
      assertThat(NodeSide.label(bytes).message().copy()).as(name).isEqualTo(message);
      byte[] request = PushPull.request(label, new byte[0]);
      int headerBytes = bytes.length() - message.length;
      assertThat(new Slice(request, 1, 1 + headerBytes).copy())
          .as(name)
          .isEqualTo(new Slice(bytes.bytes, 0, headerBytes).copy());
    }
  }

  @Test
  void userStatesAreReadUpToTheFirstError() throws Exception {
    for (JsonNode c : Vectors.cases("user_state")) {
      String name = c.required("name").textValue();
      UserState in = new UserState(Slice.of(Vectors.bytes(c, "bytes")));
      for (JsonNode expected : c.required("pairs")) {
        assertPair(name, in.next(), expected);
      }
      if (c.path("error_after_pairs").asBoolean()) {
        assertThatThrownBy(in::next).as(name).isInstanceOf(MemberlistException.class);
      } else {
        assertThat(in.next()).as(name).isNull();
      }
    }
  }

  private static void assertPair(String name, @Nullable KeyValue pair, JsonNode expected)
      throws Exception {
    assertThat(pair).as(name).isNotNull();
    if (pair == null) {
      return;
    }
    assertThat(pair.key()).as(name).isEqualTo(expected.required("key").textValue());
    assertThat(pair.codec()).as(name).isEqualTo(expected.required("codec").textValue());
    assertThat(pair.deleted()).as(name).isEqualTo(expected.required("deleted").booleanValue());
    assertThat(pair.updateTimeMillis())
        .as(name)
        .isEqualTo(expected.required("update_time_millis").asLong());
    assertThat(pair.value().copy()).as(name).isEqualTo(Vectors.bytes(expected, "value"));
    if (expected.has("ring")) {
      assertThat(ring(pair))
          .as(name)
          .containsExactlyInAnyOrderElementsOf(Vectors.ring(expected.required("ring")));
    }
    if (expected.has("text")) {
      assertThat(pair.value().text()).as(name).isEqualTo(expected.required("text").textValue());
    }
    if (expected.has("unsnapped")) {
      assertThat(SnappyBlock.decode(pair.value().copy(), MAX_BYTES))
          .as(name)
          .isEqualTo(Vectors.bytes(expected, "unsnapped"));
    }
  }

  private static List<Instance> ring(KeyValue pair) throws RingDescException {
    return pair.value().length() == 0
        ? List.of()
        : RingDescCodec.decode(pair.value().copy(), MAX_BYTES).instances();
  }

  @Test
  void exchangesOfRealNodesAreRead() throws Exception {
    for (JsonNode c : Vectors.cases("exchange")) {
      String name = c.required("name").textValue();
      JsonNode asked = c.required("request_decoded");
      byte[] request = Vectors.bytes(c, "request");
      assertThat(request[0]).as(name).isEqualTo((byte) 2);
      NodeSide.Labelled labelled = NodeSide.label(new Slice(request, 1, request.length));
      assertThat(labelled.label()).as(name).isEqualTo(asked.required("label").textValue());
      assertMessage(name, labelled.message(), asked);
      assertMessage(name, Slice.of(Vectors.bytes(c, "response")), c.required("response_decoded"));
      if (c.required("requester").textValue().equals("observer")
          && asked.required("compression").textValue().equals("none")
          && !asked.required("header").required("Join").booleanValue()) {
        assertThat(PushPull.request(labelled.label(), new byte[0])).as(name).isEqualTo(request);
      }
    }
  }

  private static void assertMessage(String name, Slice message, JsonNode expected)
      throws Exception {
    assertThat(message.length())
        .as(name)
        .isEqualTo(expected.required("message_len_on_wire").intValue());
    byte[] plain = PushPull.uncompressed(message).copy();
    assertThat(plain.length).as(name).isEqualTo(expected.required("plain_len").intValue());
    assertThat(Vectors.sha256(plain))
        .as(name)
        .isEqualTo(expected.required("plain_sha256").textValue());
    PushPull read = PushPull.answer(message);
    JsonNode header = expected.required("header");
    assertThat(read.join()).as(name).isEqualTo(header.required("Join").booleanValue());
    assertThat(read.nodes()).as(name).isEqualTo(header.required("Nodes").intValue());
    assertThat(read.userState().length())
        .as(name)
        .isEqualTo(header.required("UserStateLen").intValue());
    assertNodes(name, read, plain, expected.required("nodes"));
    UserState in = new UserState(read.userState());
    for (JsonNode pair : expected.required("pairs")) {
      assertPair(name, in.next(), pair);
    }
    assertThat(in.next()).as(name).isNull();
  }

  private static void assertNodes(String name, PushPull read, byte[] plain, JsonNode nodes)
      throws MemberlistException {
    int alive = 0;
    MsgpackReader in = new MsgpackReader(new Slice(plain, 1, plain.length));
    in.skip(); // The header.
    for (JsonNode node : nodes) {
      MsgpackFields.assertReads(name, in, MsgpackFields.ofNode(node));
      alive += node.required("state").intValue() == 0 ? 1 : 0;
    }
    assertThat(read.aliveNodes()).as(name).isEqualTo(alive);
  }

  @Test
  void packetsOfRealNodesAreRead() throws Exception {
    for (JsonNode c : Vectors.cases("packet")) {
      String name = c.required("name").textValue();
      Packets packet = Packets.read(Vectors.bytes(c, "raw"));
      boolean decoded = c.has("decoded");
      JsonNode expected = decoded ? c.required("decoded") : c;
      assertThat(packet.from()).as(name).isEqualTo(expected.required("from").textValue());
      assertThat(packet.label()).as(name).isEqualTo(expected.required("label").textValue());
      assertThat(packet.md5()).as(name).isEqualTo(expected.required("md5").textValue());
      assertThat(packet.crc()).as(name).isEqualTo(expected.path("crc32").asLong(-1));
      if (decoded) {
        assertPacketMessages(name, packet.messages(), expected.required("messages"));
      } else {
        assertThat(packet.message().copy()).as(name).isEqualTo(Vectors.bytes(c, "message"));
        assertThat(packet.messages()).as(name).isNotEmpty();
      }
    }
  }

  private static void assertPacketMessages(String name, List<Slice> messages, JsonNode expected)
      throws Exception {
    assertThat(messages).as(name).hasSize(expected.size());
    for (int i = 0; i < messages.size(); i++) {
      Slice message = messages.get(i);
      JsonNode wanted = expected.get(i);
      assertThat((int) message.bytes[message.from])
          .as(name)
          .isEqualTo(wanted.required("type").intValue());
      Slice content = new Slice(message.bytes, message.from + 1, message.to);
      if (wanted.has("pair")) {
        assertPair(name, KeyValue.parse(content), wanted.required("pair"));
      } else {
        MsgpackFields.assertReads(name, new MsgpackReader(content), wanted.required("fields"));
      }
    }
  }

  @Test
  void ownEntriesArePushedAndMergedAsRealNodesDo() throws Exception {
    for (JsonNode c : Vectors.cases("publish")) {
      String name = c.required("instance").textValue() + ": " + c.required("name").textValue();
      JsonNode asked = c.required("request_decoded");
      byte[] request = Vectors.bytes(c, "request");
      assertMessage(name, NodeSide.label(new Slice(request, 1, request.length)).message(), asked);
      JsonNode pair = asked.required("pairs").get(0);
      String key = pair.required("key").textValue();
      List<Instance> pushed = Vectors.ring(pair.required("ring"));
      assertPushesTheSame(name, c, key, pushed);

      List<Instance> before = ringIn(Vectors.bytes(c, "response"), key);
      String id = c.required("instance").textValue();
      assertThat(byId(before, id)).as(name).isEqualTo(entry(c, "entry_at_asked_node_before"));
      GossipedRing ring = new GossipedRing(Duration.ofMinutes(5));
      long now = pushed.get(0).heartbeatUnixSeconds();
      ring.merge(before, now, 0);
      ring.merge(pushed, now, 0);
      Instance after = entry(c, "entry_at_asked_node_after");
      boolean shown = !c.required("ring_page_of_another_node_after").isNull();
      assertThat(byId(ring.live(), id)).as(name).isEqualTo(shown ? after : null);
      if (shown && after != null) {
        assertShows(name, c.required("ring_page_of_another_node_after"), after);
      }
    }
  }

  private static void assertShows(String name, JsonNode page, Instance member) {
    assertThat(page.required("state").textValue()).as(name).isEqualTo(member.state().toString());
    assertThat(page.required("address").textValue()).as(name).isEqualTo(member.addr());
    assertThat(Instant.parse(page.required("heartbeat").textValue()).getEpochSecond())
        .as(name)
        .isEqualTo(member.heartbeatUnixSeconds());
    assertThat(page.required("tokens").size()).as(name).isEqualTo(member.tokens().size());
  }

  private static void assertPushesTheSame(
      String name, JsonNode c, String key, List<Instance> pushed) throws Exception {
    byte[] own =
        KeyValue.write(key, KeyValue.RING_CODEC, RingDescCodec.encode(RingDesc.of(pushed)));
    byte[] request =
        PushPull.request(c.required("label").textValue(), UserState.write(List.of(own)));
    NodeSide.Labelled labelled = NodeSide.label(new Slice(request, 1, request.length));
    assertThat(labelled.label()).as(name).isEqualTo(c.required("label").textValue());
    PushPull read = PushPull.answer(labelled.message());
    assertThat(read.nodes()).as(name).isZero();
    List<KeyValue> pairs = NodeSide.pairs(read.userState());
    assertThat(pairs).as(name).hasSize(1);
    assertThat(pairs.get(0).key()).as(name).isEqualTo(key);
    assertThat(ring(pairs.get(0))).as(name).isEqualTo(pushed);
  }

  private static List<Instance> ringIn(byte[] response, String key) throws Exception {
    for (KeyValue pair : NodeSide.pairs(PushPull.answer(Slice.of(response)).userState())) {
      if (pair.key().equals(key)) {
        return ring(pair);
      }
    }
    throw new AssertionError("no ring " + key);
  }

  private static @Nullable Instance byId(List<Instance> members, String id) {
    return members.stream().filter(one -> one.id().equals(id)).findFirst().orElse(null);
  }

  private static @Nullable Instance entry(JsonNode c, String name) {
    return c.required(name).isNull() ? null : Vectors.member(c.required(name));
  }

  @Test
  void oneWayMessagesAreRead() throws Exception {
    for (JsonNode c : Vectors.cases("publish_one_way")) {
      String name = c.required("name").textValue();
      byte[] request = Vectors.bytes(c, "request");
      JsonNode decoded = c.required("request_decoded");
      if (c.required("by").textValue().equals("packet")) {
        Packets packet = Packets.read(request);
        assertPacketMessages(name, packet.messages(), decoded.required("messages"));
        continue;
      }
      Slice message = NodeSide.label(new Slice(request, 1, request.length)).message();
      assertThat(message.bytes[message.from]).as(name).isEqualTo((byte) 8);
      MsgpackReader in = new MsgpackReader(new Slice(message.bytes, message.from + 1, message.to));
      MsgpackFields.assertReads(name, in, decoded.required("user_message_header"));
      assertPair(name, KeyValue.parse(in.rest()), decoded.required("pair"));
    }
  }

  @Test
  void answersToBadRequestsAreTypedFailures() throws Exception {
    for (JsonNode c : Vectors.cases("error")) {
      String name = c.required("name").textValue();
      Slice answer = Slice.of(Vectors.bytes(c, "response"));
      JsonNode decoded = c.path("response_decoded");
      if (decoded.has("header")) {
        PushPull read = PushPull.answer(answer);
        JsonNode header = decoded.required("header");
        assertThat(read.nodes()).as(name).isEqualTo(header.required("Nodes").intValue());
        assertThat(read.userState().length())
            .as(name)
            .isEqualTo(header.required("UserStateLen").intValue());
        continue;
      }
      MemberlistException failure = failure(answer);
      if (decoded.has("error")) {
        assertThat(failure.failure()).as(name).isEqualTo(PullFailure.REFUSED);
        assertThat(failure).as(name).hasMessageContaining(decoded.required("error").textValue());
      } else if (decoded.has("ack")) {
        assertThat(failure).as(name).hasMessage("message has type 2, not 6");
        MsgpackFields.assertReads(
            name,
            new MsgpackReader(new Slice(answer.bytes, 1, answer.to)),
            decoded.required("ack"));
      } else {
        assertThat(failure).as(name).hasMessage("message is empty");
      }
    }
  }

  private static MemberlistException failure(Slice answer) {
    try {
      PushPull.answer(answer);
    } catch (MemberlistException e) {
      return e;
    }
    throw new AssertionError("no failure");
  }
}
