import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs a Java handler as AWS Lambda does: asks the Runtime API for events and answers them, one at a time. Compiled when it is needed, by a JDK from 11 on. */
public class LambdaBootstrap {
    public static void main(String[] args) throws Exception {
        RuntimeClient client = new RuntimeClient(System.getenv("AWS_LAMBDA_RUNTIME_API"));
        Handler handler;
        try {
            handler = Handler.load(System.getenv("_HANDLER"));
        } catch (Throwable error) { // whatever the user's class throws is reported
            report(error);
            client.fail("/init/error", error);
            System.exit(1);
            return;
        }
        while (true) {
            Event event = client.next();
            System.setProperty("com.amazonaws.xray.traceHeader", event.traceId);
            byte[] answer;
            try {
                answer = handler.handle(event);
            } catch (Throwable error) { // whatever the user's handler throws is reported
                report(error);
                client.fail("/invocation/" + event.requestId + "/error", error);
                continue;
            }
            client.respond(event.requestId, answer);
        }
    }

    /** Shows what the user's code threw, without our own frames. */
    private static void report(Throwable error) {
        if (error instanceof InitError) {
            System.err.println(error.getMessage());
            return;
        }
        List<StackTraceElement> frames = new ArrayList<>();
        for (StackTraceElement frame : error.getStackTrace()) {
            if (frame.getClassName().startsWith("LambdaBootstrap")) break;
            frames.add(frame);
        }
        while (!frames.isEmpty() && frames.get(frames.size() - 1).getClassName().matches("(jdk\\.internal|java\\.lang)\\.reflect\\..*")) {
            frames.remove(frames.size() - 1);
        }
        error.setStackTrace(frames.toArray(new StackTraceElement[0]));
        error.printStackTrace();
    }

    static class InitError extends Exception {
        private static final long serialVersionUID = 1L;

        InitError(String message, Throwable cause) {
            super(message, cause);
        }
    }

    static class Event {
        final String requestId;
        final String functionArn;
        final long deadline;
        final String traceId;
        final byte[] body;

        Event(HttpResponse<byte[]> response) {
            requestId = response.headers().firstValue("Lambda-Runtime-Aws-Request-Id").orElse("");
            functionArn = response.headers().firstValue("Lambda-Runtime-Invoked-Function-Arn").orElse("");
            deadline = Long.parseLong(response.headers().firstValue("Lambda-Runtime-Deadline-Ms").orElse("0"));
            traceId = response.headers().firstValue("Lambda-Runtime-Trace-Id").orElse("");
            body = response.body();
        }
    }

    static class RuntimeClient {
        private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final String base;

        RuntimeClient(String address) {
            // The address ends in a secret path, by which the gateway knows this process.
            base = "http://" + address + "/2018-06-01/runtime";
        }

        Event next() {
            return new Event(send(HttpRequest.newBuilder(URI.create(base + "/invocation/next"))));
        }

        void respond(String requestId, byte[] answer) {
            send(to("/invocation/" + requestId + "/response").POST(BodyPublishers.ofByteArray(answer)));
        }

        void fail(String path, Throwable error) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("errorMessage", error.getMessage());
            body.put("errorType", errorType(error));
            List<Object> trace = new ArrayList<>();
            for (StackTraceElement element : error instanceof InitError ? new StackTraceElement[0] : error.getStackTrace()) {
                trace.add(element.toString());
            }
            body.put("stackTrace", trace);
            send(to(path).header("Lambda-Runtime-Function-Error-Type", errorType(error)).POST(BodyPublishers.ofString(Json.write(body))));
        }

        private static String errorType(Throwable error) {
            Throwable shown = error instanceof InitError ? error.getCause() : error;
            return shown.getClass().getName();
        }

        private HttpRequest.Builder to(String path) {
            return HttpRequest.newBuilder(URI.create(base + path)).header("Content-Type", "application/json");
        }

        private HttpResponse<byte[]> send(HttpRequest.Builder request) {
            try {
                return http.send(request.build(), BodyHandlers.ofByteArray());
            } catch (IOException | InterruptedException error) {
                // The gateway is gone: this process is no longer needed.
                Runtime.getRuntime().halt(1);
                throw new IllegalStateException(error);
            }
        }
    }

    /** A method of the user's class, and how its parameters come about. */
    static class Handler {
        private static final String PACKAGE = "com.amazonaws.services.lambda.runtime.";
        private final Object instance;
        private final Method method;
        private final Type[] parameters;

        private Handler(Object instance, Method method) {
            this.instance = instance;
            this.method = method;
            Class<?> of = instance instanceof Class ? (Class<?>) instance : instance.getClass();
            this.parameters = Arrays.stream(method.getGenericParameterTypes()).map(type -> Types.resolve(type, of)).toArray(Type[]::new);
        }

        /** @param name pkg.Class::method, or pkg.Class of one that implements RequestHandler or RequestStreamHandler */
        static Handler load(String name) throws Throwable {
            String[] parts = name.split("::");
            Class<?> type;
            try {
                type = Class.forName(parts[0], true, ClassLoader.getSystemClassLoader());
            } catch (ClassNotFoundException error) {
                throw new InitError("Class not found: " + parts[0], error);
            } catch (NoClassDefFoundError error) {
                String missing = error.getMessage().replace('/', '.');
                throw new InitError("Class not found: " + missing + (missing.startsWith(PACKAGE)
                    ? ". Lambda's runtime has com.amazonaws:aws-lambda-java-core, this machine takes it from the asset: package it, too" : ""), error);
            } catch (UnsupportedClassVersionError error) {
                throw new InitError(error.getMessage() + " (it is compiled for a newer Java than the one that runs it)", error);
            }
            String methodName = parts.length > 1 ? parts[1] : "handleRequest";
            // Of overloads the one with most parameters, as on Lambda; a bridge has lost its types.
            Method found = Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(methodName) && !method.isBridge())
                .max(Comparator.comparingInt(Method::getParameterCount))
                .orElseThrow(() -> new InitError("No public method named " + methodName + " with appropriate method signature found on class " + parts[0], new NoSuchMethodException(methodName)));
            if (Modifier.isStatic(found.getModifiers())) {
                return new Handler(type, found);
            }
            try {
                return new Handler(type.getConstructor().newInstance(), found);
            } catch (NoSuchMethodException error) {
                throw new InitError("Class " + parts[0] + " has no public zero-argument constructor", error);
            } catch (InvocationTargetException error) {
                throw error.getCause();
            }
        }

        byte[] handle(Event event) throws Throwable {
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            Object[] given = new Object[parameters.length];
            for (int index = 0; index < given.length; index += 1) {
                Class<?> type = Types.raw(parameters[index]);
                if (type.getName().equals(PACKAGE + "Context")) {
                    given[index] = context(type, event);
                } else if (type == InputStream.class) {
                    given[index] = new ByteArrayInputStream(event.body);
                } else if (type == OutputStream.class) {
                    given[index] = written;
                } else {
                    given[index] = Json.convert(Json.read(new String(event.body, StandardCharsets.UTF_8)), parameters[index]);
                }
            }
            Object result;
            try {
                method.setAccessible(true);
                result = method.invoke(instance, given);
            } catch (InvocationTargetException error) {
                throw error.getCause();
            }
            boolean streams = Arrays.asList(method.getParameterTypes()).contains(OutputStream.class);
            return streams ? written.toByteArray() : Json.write(result).getBytes(StandardCharsets.UTF_8);
        }

        /** Implements Lambda's interface without being compiled with it: the asset may not have it. */
        private static Object context(Class<?> type, Event event) {
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "getAwsRequestId": return event.requestId;
                    case "getInvokedFunctionArn": return event.functionArn;
                    case "getRemainingTimeInMillis": return (int) Math.max(0, event.deadline - System.currentTimeMillis());
                    case "getFunctionName": return System.getenv("AWS_LAMBDA_FUNCTION_NAME");
                    case "getFunctionVersion": return System.getenv("AWS_LAMBDA_FUNCTION_VERSION");
                    case "getMemoryLimitInMB": return Integer.parseInt(System.getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
                    case "getLogGroupName": return System.getenv("AWS_LAMBDA_LOG_GROUP_NAME");
                    case "getLogStreamName": return System.getenv("AWS_LAMBDA_LOG_STREAM_NAME");
                    case "getLogger": return logger(method.getReturnType());
                    case "toString": return "Context of " + event.requestId;
                    case "hashCode": return event.requestId.hashCode();
                    case "equals": return proxy == arguments[0];
                    // No identity, no client context, and what Lambda may add.
                    default: return null;
                }
            });
        }

        private static Object logger(Class<?> type) {
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                Object message = arguments == null ? null : arguments[0];
                System.out.println(message instanceof byte[] ? new String((byte[]) message, StandardCharsets.UTF_8) : message);
                return null;
            });
        }
    }

    /** Types as the handler's class has them in the end. */
    static class Types {
        static Class<?> raw(Type type) {
            if (type instanceof Class) return (Class<?>) type;
            if (type instanceof ParameterizedType) return raw(((ParameterizedType) type).getRawType());
            if (type instanceof GenericArrayType) return Array.newInstance(raw(((GenericArrayType) type).getGenericComponentType()), 0).getClass();
            if (type instanceof WildcardType) return raw(((WildcardType) type).getUpperBounds()[0]);
            return type instanceof TypeVariable ? raw(((TypeVariable<?>) type).getBounds()[0]) : Object.class;
        }

        static Type argument(Type type, int index) {
            return type instanceof ParameterizedType ? ((ParameterizedType) type).getActualTypeArguments()[index] : Object.class;
        }

        /** What a variable of a base class is in the class that the user named. */
        static Type resolve(Type type, Class<?> of) {
            if (!(type instanceof TypeVariable)) return type;
            Map<TypeVariable<?>, Type> known = new HashMap<>();
            collect(of, known);
            Type resolved = type;
            while (resolved instanceof TypeVariable && known.containsKey(resolved)) resolved = known.get(resolved);
            return resolved;
        }

        private static void collect(Class<?> of, Map<TypeVariable<?>, Type> known) {
            List<Type> parents = new ArrayList<>(Arrays.asList(of.getGenericInterfaces()));
            if (of.getGenericSuperclass() != null) parents.add(of.getGenericSuperclass());
            for (Type parent : parents) {
                if (parent instanceof ParameterizedType) {
                    TypeVariable<?>[] variables = raw(parent).getTypeParameters();
                    for (int index = 0; index < variables.length; index += 1) known.put(variables[index], argument(parent, index));
                }
                collect(raw(parent), known);
            }
        }
    }

    /** JSON, and what Lambda makes of it for the types of a handler: maps, lists, texts, numbers, enums, beans and records. */
    static class Json {
        private final String text;
        private int position;

        private Json(String text) {
            this.text = text;
        }

        static Object read(String text) {
            Json json = new Json(text);
            Object value = json.value();
            json.space();
            if (json.position < text.length()) throw json.unexpected();
            return value;
        }

        private IllegalArgumentException unexpected() {
            return new IllegalArgumentException("the event is not JSON at character " + position);
        }

        private void space() {
            while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) position += 1;
        }

        private char peek() {
            space();
            if (position >= text.length()) throw unexpected();
            return text.charAt(position);
        }

        private void expect(char wanted) {
            if (peek() != wanted) throw unexpected();
            position += 1;
        }

        private Object value() {
            switch (peek()) {
                case '{': return object();
                case '[': return array();
                case '"': return string();
                case 't': return literal("true", true);
                case 'f': return literal("false", false);
                case 'n': return literal("null", null);
                default: return number();
            }
        }

        private Object literal(String name, Object value) {
            if (!text.startsWith(name, position)) throw unexpected();
            position += name.length();
            return value;
        }

        private Map<String, Object> object() {
            Map<String, Object> members = new LinkedHashMap<>();
            expect('{');
            while (peek() != '}') {
                if (!members.isEmpty()) expect(',');
                peek();
                String name = string();
                expect(':');
                members.put(name, value());
            }
            position += 1;
            return members;
        }

        private List<Object> array() {
            List<Object> items = new ArrayList<>();
            expect('[');
            while (peek() != ']') {
                if (!items.isEmpty()) expect(',');
                items.add(value());
            }
            position += 1;
            return items;
        }

        private String string() {
            expect('"');
            StringBuilder read = new StringBuilder();
            while (position < text.length() && text.charAt(position) != '"') {
                char next = text.charAt(position++);
                if (next != '\\') {
                    read.append(next);
                    continue;
                }
                char escaped = text.charAt(position++);
                int simple = "nrtbf".indexOf(escaped);
                if (escaped == 'u') {
                    read.append((char) Integer.parseInt(text.substring(position, position + 4), 16));
                    position += 4;
                } else {
                    read.append(simple < 0 ? escaped : "\n\r\t\b\f".charAt(simple));
                }
            }
            if (position >= text.length()) throw unexpected();
            position += 1;
            return read.toString();
        }

        /** As Jackson reads it where no type is declared: the smallest that holds it. */
        private Object number() {
            int start = position;
            while (position < text.length() && "+-0123456789.eE".indexOf(text.charAt(position)) >= 0) position += 1;
            String digits = text.substring(start, position);
            try {
                if (digits.matches("-?\\d+")) {
                    BigInteger integer = new BigInteger(digits);
                    if (integer.bitLength() < Integer.SIZE) return integer.intValue();
                    return integer.bitLength() < Long.SIZE ? (Object) integer.longValue() : integer;
                }
                return Double.parseDouble(digits);
            } catch (NumberFormatException error) {
                position = start;
                throw unexpected();
            }
        }

        static Object convert(Object value, Type wanted) throws ReflectiveOperationException {
            Class<?> type = Types.raw(wanted);
            if (value == null) return type.isPrimitive() ? convert(type == boolean.class ? (Object) false : (Object) 0, wanted) : type == Optional.class ? Optional.empty() : null;
            if (type == Object.class) return value;
            if (type == Optional.class) return Optional.of(convert(value, Types.argument(wanted, 0)));
            if (type == String.class || type == CharSequence.class) return value instanceof Map || value instanceof List ? misfit(value, type) : String.valueOf(value);
            if (type == boolean.class || type == Boolean.class) return value instanceof Boolean ? value : Boolean.valueOf(String.valueOf(value));
            if (type == char.class || type == Character.class) return String.valueOf(value).charAt(0);
            if (type.isPrimitive() || Number.class.isAssignableFrom(type)) return number(value, type);
            if (type.isEnum()) return constant(type, String.valueOf(value));
            if (type == Date.class) return value instanceof Number ? new Date(((Number) value).longValue()) : Date.from(java.time.OffsetDateTime.parse(String.valueOf(value)).toInstant());
            if (type == java.time.Instant.class) return java.time.Instant.parse(String.valueOf(value));
            if (type.isArray()) return arrayOf(value, wanted, type);
            if (Collection.class.isAssignableFrom(type) || type == Iterable.class) return collectionOf(value, wanted, type);
            if (Map.class.isAssignableFrom(type)) return mapOf(value, wanted, type);
            return value instanceof Map ? Beans.create(type, (Map<?, ?>) value) : misfit(value, type);
        }

        private static Object misfit(Object value, Class<?> type) {
            throw new IllegalArgumentException("An error occurred during JSON parsing: cannot make a " + type.getName() + " of " + write(value));
        }

        private static Object number(Object value, Class<?> type) {
            BigDecimal number;
            try {
                number = new BigDecimal(String.valueOf(value));
            } catch (NumberFormatException error) {
                return misfit(value, type);
            }
            if (type == int.class || type == Integer.class) return number.intValue();
            if (type == long.class || type == Long.class) return number.longValue();
            if (type == double.class || type == Double.class) return number.doubleValue();
            if (type == float.class || type == Float.class) return number.floatValue();
            if (type == short.class || type == Short.class) return number.shortValue();
            if (type == byte.class || type == Byte.class) return number.byteValue();
            if (type == BigInteger.class) return number.toBigInteger();
            return type == BigDecimal.class ? number : value;
        }

        private static Object constant(Class<?> type, String name) {
            for (Object constant : type.getEnumConstants()) {
                if (((Enum<?>) constant).name().equals(name)) return constant;
            }
            return misfit(name, type);
        }

        private static Object arrayOf(Object value, Type wanted, Class<?> type) throws ReflectiveOperationException {
            if (!(value instanceof List)) return misfit(value, type);
            List<?> items = (List<?>) value;
            Type item = wanted instanceof GenericArrayType ? ((GenericArrayType) wanted).getGenericComponentType() : type.getComponentType();
            Object array = Array.newInstance(type.getComponentType(), items.size());
            for (int index = 0; index < items.size(); index += 1) Array.set(array, index, convert(items.get(index), item));
            return array;
        }

        private static Object collectionOf(Object value, Type wanted, Class<?> type) throws ReflectiveOperationException {
            if (!(value instanceof List)) return misfit(value, type);
            Collection<Object> items = type.isInterface() ? (Set.class.isAssignableFrom(type) ? new LinkedHashSet<>() : new ArrayList<>()) : made(type);
            for (Object item : (List<?>) value) items.add(convert(item, Types.argument(wanted, 0)));
            return items;
        }

        private static Object mapOf(Object value, Type wanted, Class<?> type) throws ReflectiveOperationException {
            if (!(value instanceof Map)) return misfit(value, type);
            Map<Object, Object> members = type.isInterface() ? new LinkedHashMap<>() : made(type);
            boolean typed = wanted instanceof ParameterizedType;
            for (Map.Entry<?, ?> member : ((Map<?, ?>) value).entrySet()) {
                members.put(typed ? convert(member.getKey(), Types.argument(wanted, 0)) : member.getKey(), typed ? convert(member.getValue(), Types.argument(wanted, 1)) : member.getValue());
            }
            return members;
        }

        @SuppressWarnings("unchecked")
        private static <T> T made(Class<?> type) throws ReflectiveOperationException {
            return (T) type.getDeclaredConstructor().newInstance();
        }

        static String write(Object value) {
            StringBuilder text = new StringBuilder();
            try {
                write(value, text);
            } catch (ReflectiveOperationException error) {
                throw new IllegalArgumentException("the result cannot be written as JSON: " + error.getMessage(), error);
            }
            return text.toString();
        }

        private static void write(Object value, StringBuilder text) throws ReflectiveOperationException {
            if (value == null || value instanceof Boolean) text.append(value);
            else if (value instanceof Double && !Double.isFinite((Double) value) || value instanceof Float && !Float.isFinite((Float) value)) quote(value.toString(), text);
            else if (value instanceof Number) text.append(value);
            else if (value instanceof Optional) write(((Optional<?>) value).orElse(null), text);
            else if (value instanceof Date) text.append(((Date) value).getTime());
            else if (value instanceof CharSequence || value instanceof Character || value instanceof java.time.temporal.Temporal || value instanceof java.util.UUID || value instanceof URI) quote(value.toString(), text);
            else if (value instanceof Enum) quote(((Enum<?>) value).name(), text);
            else if (value instanceof Map) writeMembers((Map<?, ?>) value, text);
            else if (value instanceof byte[]) quote(java.util.Base64.getEncoder().encodeToString((byte[]) value), text);
            else if (value instanceof Iterable) writeItems((Iterable<?>) value, text);
            else if (value.getClass().isArray()) {
                List<Object> items = new ArrayList<>();
                for (int index = 0; index < Array.getLength(value); index += 1) items.add(Array.get(value, index));
                writeItems(items, text);
            } else writeMembers(Beans.members(value), text);
        }

        private static void writeMembers(Map<?, ?> members, StringBuilder text) throws ReflectiveOperationException {
            text.append('{');
            String separator = "";
            for (Map.Entry<?, ?> member : members.entrySet()) {
                text.append(separator);
                quote(String.valueOf(member.getKey()), text);
                text.append(':');
                write(member.getValue(), text);
                separator = ",";
            }
            text.append('}');
        }

        private static void writeItems(Iterable<?> items, StringBuilder text) throws ReflectiveOperationException {
            text.append('[');
            String separator = "";
            for (Object item : items) {
                text.append(separator);
                write(item, text);
                separator = ",";
            }
            text.append(']');
        }

        private static void quote(String value, StringBuilder text) {
            text.append('"');
            for (char character : value.toCharArray()) {
                if (character == '"' || character == '\\') text.append('\\').append(character);
                else if (character < ' ' || Character.isSurrogate(character)) text.append(String.format("\\u%04x", (int) character));
                else text.append(character);
            }
            text.append('"');
        }
    }

    /** Objects by their setters, getters and public fields, and records by their components. */
    static class Beans {
        static Object create(Class<?> type, Map<?, ?> values) throws ReflectiveOperationException {
            if (isRecord(type)) return createRecord(type, values);
            if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) throw new InstantiationException("cannot make a " + type.getName() + ", which is abstract");
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            Object bean = constructor.newInstance();
            for (Method method : type.getMethods()) {
                String name = method.getParameterCount() == 1 ? propertyOf(method, "set") : null;
                if (name != null && values.containsKey(name)) {
                    method.setAccessible(true);
                    method.invoke(bean, Json.convert(values.get(name), Types.resolve(method.getGenericParameterTypes()[0], type)));
                }
            }
            for (Field field : type.getFields()) {
                if (values.containsKey(field.getName()) && (field.getModifiers() & (Modifier.STATIC | Modifier.FINAL)) == 0) {
                    field.setAccessible(true);
                    field.set(bean, Json.convert(values.get(field.getName()), field.getGenericType()));
                }
            }
            return bean;
        }

        static Map<String, Object> members(Object bean) throws ReflectiveOperationException {
            Map<String, Object> members = new LinkedHashMap<>();
            Class<?> type = bean.getClass();
            if (isRecord(type)) {
                for (Field field : components(type)) members.put(field.getName(), invoke(type.getMethod(field.getName()), bean));
                return members;
            }
            for (Field field : type.getFields()) {
                if (Modifier.isStatic(field.getModifiers())) continue;
                field.setAccessible(true);
                members.put(field.getName(), field.get(bean));
            }
            for (Method method : type.getMethods()) {
                if (method.getParameterCount() > 0 || Modifier.isStatic(method.getModifiers()) || method.getName().equals("getClass") || method.getReturnType() == void.class) continue;
                boolean truth = method.getReturnType() == boolean.class || method.getReturnType() == Boolean.class;
                String name = propertyOf(method, "get") == null && truth ? propertyOf(method, "is") : propertyOf(method, "get");
                if (name != null) members.put(name, invoke(method, bean));
            }
            return members;
        }

        private static Object invoke(Method method, Object bean) throws ReflectiveOperationException {
            method.setAccessible(true);
            return method.invoke(bean);
        }

        /** As Jackson names it: capitals at the beginning become small, `getURL` is `url`. */
        private static String propertyOf(Method method, String prefix) {
            String name = method.getName();
            if (!name.startsWith(prefix) || name.length() == prefix.length() || method.isBridge()) return null;
            char[] property = name.substring(prefix.length()).toCharArray();
            for (int index = 0; index < property.length && Character.isUpperCase(property[index]); index += 1) property[index] = Character.toLowerCase(property[index]);
            return new String(property);
        }

        private static boolean isRecord(Class<?> type) {
            return type.getSuperclass() != null && type.getSuperclass().getName().equals("java.lang.Record");
        }

        private static List<Field> components(Class<?> type) {
            List<Field> fields = new ArrayList<>();
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) fields.add(field);
            }
            return fields;
        }

        private static Object createRecord(Class<?> type, Map<?, ?> values) throws ReflectiveOperationException {
            List<Field> components = components(type);
            Object[] given = new Object[components.size()];
            for (int index = 0; index < given.length; index += 1) given[index] = Json.convert(values.get(components.get(index).getName()), components.get(index).getGenericType());
            Constructor<?> constructor = type.getDeclaredConstructor(components.stream().map(Field::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(given);
        }
    }
}
