from flask.testing import FlaskClient


def test_health_names_nothing_when_database_and_redis_answer(client: FlaskClient) -> None:
    answer = client.get("/health/ready")

    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok", "problems": []})
