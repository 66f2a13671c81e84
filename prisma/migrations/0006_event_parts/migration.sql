-- An event's payload is the body alone, exactly as it came: PostgreSQL can keep any JSON text, but can't look into one that
-- holds U+0000. What is looked at stands beside it.
ALTER TABLE "trigger_event" ADD COLUMN "request" JSON,
  ADD COLUMN "parameters" JSON,
  ADD COLUMN "waiting" BOOLEAN NOT NULL DEFAULT false;

DROP TRIGGER trigger_event_ended ON trigger_event;
CREATE TRIGGER trigger_event_ended AFTER UPDATE OF state ON trigger_event FOR EACH ROW
  WHEN (NEW.waiting AND NEW.state IN ('done', 'failed') AND OLD.state IS DISTINCT FROM NEW.state)
  EXECUTE FUNCTION tell_waiting_request();
