package io.thalweg.core.bus;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.model.Assignment;
import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupMode;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.GroupPartitionView;
import io.thalweg.core.model.GroupView;
import io.thalweg.core.model.MemberStanding;
import io.thalweg.core.model.MemberView;
import io.thalweg.core.model.QueueConfig;
import io.thalweg.core.model.QueueOrder;
import io.thalweg.core.model.QueueView;
import io.thalweg.core.model.StartPoint;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.StreamAppend;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The records and enums that may cross between nodes, by number. Nothing else is ever made of bytes
 * that came in. What changes this list or one of its classes changes {@link NodeBus#VERSION}.
 */
final class WireTypes {
  private static final List<Class<?>> CLASSES =
      List.of(
          GroupRequest.Create.class,
          GroupRequest.ListNames.class,
          GroupRequest.Describe.class,
          GroupRequest.Join.class,
          GroupRequest.Heartbeat.class,
          GroupRequest.Poll.class,
          GroupRequest.Settle.class,
          GroupRequest.Commit.class,
          GroupRequest.Rewind.class,
          GroupRequest.Detach.class,
          GroupRequest.Leave.class,
          GroupRequest.Seek.class,
          GroupRequest.Pause.class,
          GroupRequest.Copy.class,
          GroupRequest.Delete.class,
          GroupRequest.Lease.class,
          GroupRequest.Settling.class,
          GroupRequest.Replay.class,
          CommitRequest.class,
          CommitReply.class,
          MemberRequest.class,
          MemberReply.class,
          PollRequest.class,
          PollReply.class,
          PollTerms.Polled.class,
          PollTerms.Pushed.class,
          RewindRequest.class,
          SeekRequest.class,
          SeekReply.class,
          PauseRequest.class,
          LeaseRequest.class,
          LeaseReply.class,
          SettleRequest.class,
          SettleReply.class,
          Verdict.Ack.class,
          Verdict.Nack.class,
          Verdict.Extend.class,
          Verdict.Undelivered.class,
          ReplayRequest.class,
          ReplayReply.class,
          TransactionRequest.class,
          TransactionReply.class,
          StreamAppend.class,
          StreamName.class,
          GroupName.class,
          ConsumerName.class,
          GroupConfig.class,
          GroupMode.class,
          QueueConfig.class,
          QueueOrder.class,
          QueueView.class,
          Assignment.class,
          StartPoint.class,
          StartPoint.Kind.class,
          GroupView.class,
          GroupView.Condition.class,
          GroupPartitionView.class,
          MemberView.class,
          MemberStanding.class,
          ErrorCode.class);

  private static final Map<Class<?>, Type> BY_CLASS = new HashMap<>();
  private static final Type[] BY_NUMBER = new Type[CLASSES.size()];

  static {
    for (int i = 0; i < BY_NUMBER.length; i++) {
      BY_NUMBER[i] = Type.of(i, CLASSES.get(i));
      BY_CLASS.put(CLASSES.get(i), BY_NUMBER[i]);
    }
  }

  private WireTypes() {}

  static Type of(Object value) {
    Class<?> type =
        value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
    Type known = BY_CLASS.get(type);
    if (known == null) {
      throw new IllegalArgumentException(type + " does not cross between nodes");
    }
    return known;
  }

  static Type numbered(int number) {
    if (number >= BY_NUMBER.length) {
      throw new IllegalArgumentException("no type has number " + number);
    }
    return BY_NUMBER[number];
  }

  /**
   * A class that may cross.
   *
   * @param constants of an enum; null for a record
   */
  record Type(int number, Constructor<?> constructor, List<Method> components, Object[] constants) {
    private static Type of(int number, Class<?> type) {
      if (type.isEnum()) {
        return new Type(number, null, List.of(), type.getEnumConstants());
      }
      RecordComponent[] components = type.getRecordComponents();
      Class<?>[] parameters =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      try {
        return new Type(
            number,
            type.getDeclaredConstructor(parameters),
            Arrays.stream(components).map(RecordComponent::getAccessor).toList(),
            null);
      } catch (NoSuchMethodException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    Object component(int i, Object value) {
      try {
        return components.get(i).invoke(value);
      } catch (ReflectiveOperationException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    /** Makes the record, whose own checks hold as ever. */
    Object make(Object[] values) {
      try {
        return constructor.newInstance(values);
      } catch (InvocationTargetException refused) {
        throw refused.getCause() instanceof RuntimeException reason
            ? reason
            : new IllegalStateException(refused);
      } catch (ReflectiveOperationException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }
}
