package example;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A tool's function in Java that reports through the table, and ends where its call was cancelled, as docs/talking-tools.md shows it. */
public final class TranscodeVideo {
    static void progress(DynamoDbClient dynamoDb, Map<String, ?> event, long done, long total) {
        if (event.get("reports") instanceof Map<?, ?> wanted && wanted.containsKey("progress")) {
            Map<?, ?> item = (Map<?, ?>) event.get("callItem");
            String report = "{\"progress\":" + done + ",\"total\":" + total + "}";
            dynamoDb.updateItem(update -> update
                .tableName((String) item.get("tableName"))
                .key(Map.of("pk", AttributeValue.fromS((String) item.get("key"))))
                .updateExpression("SET progress = :it")
                .expressionAttributeValues(Map.of(":it", AttributeValue.fromS(report))));
        }
    }

    static boolean isCancelled(DynamoDbClient dynamoDb, Map<String, ?> event) {
        Map<?, ?> item = (Map<?, ?>) event.get("callItem");
        return dynamoDb.getItem(get -> get
            .tableName((String) item.get("tableName"))
            .key(Map.of("pk", AttributeValue.fromS((String) item.get("key"))))
            .consistentRead(true)).item().containsKey("cancelled");
    }

    public Object handle(Map<String, Object> event) {
        long parts = ((Number) ((Map<?, ?>) event.get("arguments")).get("parts")).longValue();
        try (DynamoDbClient dynamoDb = DynamoDbClient.create()) {
            for (long done = 1; done <= parts; done++) {
                if (isCancelled(dynamoDb, event)) {
                    System.out.println("Cancelled before part " + done + " of " + parts);
                    return "Cancelled.";
                }
                progress(dynamoDb, event, done, parts);
            }
        }
        return "Java transcoded " + parts + " parts.";
    }
}
