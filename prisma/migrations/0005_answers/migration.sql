-- What an endpoint's flow answered. Whoever waits for it is told when the run has ended or was given up.
ALTER TABLE "trigger_event" ADD COLUMN "answer" JSON;

CREATE FUNCTION tell_waiting_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('sluice_answer', NEW.id::text);
  RETURN NULL;
END $$;

CREATE TRIGGER trigger_event_ended AFTER UPDATE OF state ON trigger_event FOR EACH ROW
  WHEN (NEW.payload->'waiting' IS NOT NULL AND NEW.state IN ('done', 'failed') AND OLD.state IS DISTINCT FROM NEW.state)
  EXECUTE FUNCTION tell_waiting_request();
